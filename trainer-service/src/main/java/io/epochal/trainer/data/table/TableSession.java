package io.epochal.trainer.data.table;

import io.epochal.disk.Directories;
import io.epochal.protocol.field.Printable;
import io.epochal.trainer.data.rows.DataSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/**
 * One DuckDB for one file. It reads and writes in a folder of its own only, in which a link leads to the file, has no network and
 * installs nothing; its settings cannot be changed. What does not fit its memory goes to that folder, which is deleted in the end.
 * It has one thread, so that sums come out the same each time.
 */
final class TableSession implements AutoCloseable {
    private static final long LEAST_MEMORY = 256L << 20;
    private static final int LONGEST = 600;

    private final String file;
    private final Path folder;
    private final Connection connection;

    private TableSession(String file, Path folder, Connection connection) {
        this.file = file;
        this.folder = folder;
        this.connection = connection;
    }

    /** @param file its name in messages */
    static TableSession open(String file, Path path, DataSettings settings) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException("there is no file " + file);
        }
        Files.createDirectories(settings.cache());
        Path folder = Files.createTempDirectory(settings.cache().toAbsolutePath(), "table-");
        try {
            Files.createSymbolicLink(folder.resolve("file"), path.toAbsolutePath());
            Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", properties(folder, settings));
            TableSession session = new TableSession(file, folder, connection);
            session.run("SET allowed_directories = [" + text(folder.toString()) + "]");
            session.run("SET enable_external_access = false");
            session.run("SET lock_configuration = true");
            return session;
        } catch (SQLException e) {
            Directories.delete(folder);
            throw new IOException("DuckDB does not start: " + e.getMessage(), e);
        } catch (IOException e) {
            Directories.delete(folder);
            throw e;
        }
    }

    private static Properties properties(Path folder, DataSettings settings) {
        Properties properties = new Properties();
        properties.put("threads", "1");
        properties.put("memory_limit", Math.max(LEAST_MEMORY, settings.memoryBytes()) + "B");
        properties.put("temp_directory", folder.resolve("spilled").toString());
        properties.put("max_temp_directory_size", settings.unpackedBytes() + "B");
        properties.put("autoinstall_known_extensions", "false");
        properties.put("autoload_known_extensions", "false");
        properties.put("allow_community_extensions", "false");
        properties.put("jdbc_stream_results", "true");
        return properties;
    }

    /** The file's name in messages. */
    String file() {
        return file;
    }

    /** The file, as a text of SQL. */
    String location() {
        return text(folder.resolve("file").toString());
    }

    void run(String sql) throws IOException {
        run(sql, 0);
    }

    /** @param seconds after which it is given up; 0 for never */
    void run(String sql, int seconds) throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds);
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What is done with the rows of an answer. */
    interface Reading<T> {
        T apply(ResultSet rows) throws SQLException, IOException;
    }

    <T> T read(String sql, Reading<T> reading) throws IOException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return reading.apply(rows);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private IOException failure(SQLException e) {
        String message = String.valueOf(e.getMessage())
                .replace(folder.resolve("file").toString(), file)
                .replaceAll("(?s)\\n\\s*(Possible |LINE 1:|file = ).*", "")
                .replaceAll("\\s*\\n\\s*", " ");
        return new IOException(file + ": " + Printable.of(message, LONGEST), e);
    }

    /** A name as SQL quotes it. */
    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as SQL quotes it. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String texts(List<String> texts) {
        return String.join(", ", texts.stream().map(TableSession::text).toList());
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            Directories.delete(folder);
        }
    }
}
