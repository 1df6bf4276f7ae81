package io.epochal.callback.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements with values, which are always parameters. */
final class Sql {
    /** Of a question; somebody waits for the answer. */
    private static final int LIMIT_SECONDS = 10;

    private Sql() {}

    /** Makes a value of a row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Some statements on one connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    static <T> List<T> query(Connection connection, String sql, List<?> values, Row<T> row) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values, LIMIT_SECONDS);
                ResultSet found = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(row.of(found));
            }
            return rows;
        }
    }

    /** The one number that a query gives; 0 for no row. */
    static long number(Connection connection, String sql, List<?> values) throws SQLException {
        List<Long> found = query(connection, sql, values, row -> row.getLong(1));
        return found.isEmpty() ? 0 : found.get(0);
    }

    /** Returns how many rows have changed. */
    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, Arrays.asList(values), 0)) {
            return statement.executeUpdate();
        }
    }

    /** One statement for each list of values. */
    static void batch(Connection connection, String sql, Collection<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<? extends @Nullable Object> row : rows) {
                set(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static PreparedStatement prepared(
            Connection connection, String sql, List<? extends @Nullable Object> values, int seconds)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.setQueryTimeout(seconds);
            set(statement, values);
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    /** {@code (?, ?, ?)}. */
    static String places(int count) {
        return "(" + String.join(", ", Collections.nCopies(count, "?")) + ")";
    }
}
