package io.epochal.callback.readmodel;

import io.epochal.callback.summary.BatchCurve;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The rows of one run's curve: the whole of it, as it was some time ago, and behind it parts with the batches that have come since. */
final class CurveRows {
    private CurveRows() {}

    /** The curve with its parts; empty where the run has none. */
    static Optional<BatchCurve> read(Connection connection, String run) throws SQLException {
        Optional<BatchCurve> whole = Sql.query(
                        connection,
                        "SELECT packed FROM epochal_curve WHERE run = ?",
                        List.of(run),
                        row -> CurvePacking.unpacked(row.getBytes(1)))
                .stream()
                .findFirst();
        List<CurvePart> parts = Sql.query(
                connection,
                "SELECT packed FROM epochal_curve_part WHERE run = ? ORDER BY part",
                List.of(run),
                row -> CurvePart.unpacked(row.getBytes(1)));
        if (whole.isEmpty() && parts.isEmpty()) {
            return Optional.empty();
        }
        BatchCurve curve = whole.orElseGet(BatchCurve::new);
        parts.forEach(part -> part.addTo(curve));
        return Optional.of(curve);
    }

    /** The number of the run's next part; 0 where it has none. */
    static int parts(Connection connection, String run) throws SQLException {
        return (int) Sql.number(
                connection, "SELECT COALESCE(MAX(part) + 1, 0) FROM epochal_curve_part WHERE run = ?", List.of(run));
    }

    /** The newest step, of the last part or of the whole; 0 where the run has none. */
    static long revision(Connection connection, String run) throws SQLException {
        List<Long> newest = Sql.query(
                connection,
                "SELECT revision FROM epochal_curve_part WHERE run = ? ORDER BY part DESC FETCH FIRST 1 ROWS ONLY",
                List.of(run),
                row -> row.getLong(1));
        return newest.isEmpty()
                ? Sql.number(connection, "SELECT revision FROM epochal_curve WHERE run = ?", List.of(run))
                : newest.get(0);
    }

    /** @param number of this part */
    static void append(Connection connection, String run, int number, CurvePart part) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO epochal_curve_part (run, part, heard, revision, packed) VALUES " + Sql.places(5),
                run,
                number,
                part.heard(),
                part.newestStep(),
                part.packed());
    }

    /** Makes one row of the curve, its parts and this one. */
    static void fold(Connection connection, String run, CurvePart newest) throws SQLException {
        BatchCurve curve = read(connection, run).orElseGet(BatchCurve::new);
        newest.addTo(curve);
        Sql.update(connection, "DELETE FROM epochal_curve WHERE run = ?", run);
        Sql.update(connection, "DELETE FROM epochal_curve_part WHERE run = ?", run);
        Sql.update(
                connection,
                "INSERT INTO epochal_curve (run, heard, revision, packed) VALUES " + Sql.places(4),
                run,
                newest.heard(),
                curve.newestStep(),
                CurvePacking.packed(curve));
    }
}
