package io.epochal.callback.readmodel;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Deletes the oldest runs, where there are too many. */
final class RunRetention {
    private static final List<String> OF_OLD_RUNS = List.of("field", "epoch", "metric");

    private final int most;
    private int since;

    /** @param most how many runs are kept; a tenth more may be there */
    RunRetention(int most) {
        this.most = most;
        this.since = most;
    }

    /** Looks after so many runs were stored. */
    void after(Connection connection, int stored) throws SQLException {
        since += stored;
        if (since <= most / 10) {
            return;
        }
        since = 0;
        long kept = Sql.number(connection, "SELECT COUNT(*) FROM epochal_run", List.of());
        if (kept > most + most / 10) {
            trim(connection);
        }
    }

    private void trim(Connection connection) throws SQLException {
        long oldest = Sql.number(
                connection,
                "SELECT begun FROM epochal_run ORDER BY begun DESC, id OFFSET ? ROWS FETCH NEXT 1 ROWS ONLY",
                List.of(most - 1));
        Sql.update(connection, "DELETE FROM epochal_run WHERE begun < ?", oldest);
        Sql.update(connection, "DELETE FROM epochal_summary WHERE run NOT IN (SELECT id FROM epochal_run)");
        // A run whose summary is not read yet has been heard of later.
        String old = " WHERE heard < ? AND run NOT IN (SELECT id FROM epochal_run)";
        for (String table : OF_OLD_RUNS) {
            Sql.update(
                    connection,
                    "DELETE FROM epochal_" + table + " WHERE run IN (SELECT run FROM epochal_progress" + old + ")",
                    oldest);
        }
        Sql.update(connection, "DELETE FROM epochal_progress" + old, oldest);
        Sql.update(connection, "DELETE FROM epochal_curve" + old, oldest);
        Sql.update(connection, "DELETE FROM epochal_curve_part" + old, oldest);
    }
}
