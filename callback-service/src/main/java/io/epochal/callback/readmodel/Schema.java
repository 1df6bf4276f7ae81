package io.epochal.callback.readmodel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The tables, of one version. */
final class Schema {
    /** Rises whenever a table changes, or what a column means. */
    static final int VERSION = 2;

    private static final String FILE = "/read-model.sql";
    private static final String MODEL = "epochal_model";

    private Schema() {}

    /**
     * Returns the version that there is; 0 for none.
     *
     * @throws SQLException where that cannot be found out
     */
    static int version(Connection connection) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        String name = meta.storesUpperCaseIdentifiers() ? MODEL.toUpperCase(Locale.ROOT) : MODEL;
        try (ResultSet tables =
                meta.getTables(null, connection.getSchema(), name, new String[] {"TABLE", "BASE TABLE"})) {
            if (!tables.next()) {
                return 0;
            }
        }
        return (int) Sql.number(connection, "SELECT version FROM " + MODEL, List.of());
    }

    /** Drops what there is, and begins with empty tables. The version comes last: without it, all is made anew. */
    static void make(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : statements()) {
                statement.execute(dialect.statement(one));
            }
        }
        Sql.update(connection, "INSERT INTO " + MODEL + " (version, revision) VALUES (?, ?)", VERSION, 0L);
    }

    private static List<String> statements() {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(FILE), FILE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
            return Arrays.stream(text.split(";", -1))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }
}
