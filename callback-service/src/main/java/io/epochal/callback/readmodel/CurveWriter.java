package io.epochal.callback.readmodel;

import io.epochal.callback.summary.BatchCurve;
import io.epochal.protocol.BatchEnded;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the thinned curves of batches. */
public final class CurveWriter implements TableWriter {
    /** With up to 200 kB each. */
    private static final int MOST_CHANGED = 64;

    private static final int MOST_KNOWN = 128;

    private final Database database;
    private final Map<String, BatchCurve> known = new LinkedHashMap<>(16, 0.75f, true);
    /** When each was heard of last. */
    private final Map<String, Long> changed = new HashMap<>();

    public CurveWriter(Database database) {
        this.database = database;
    }

    /** The next batch of its run. */
    public void batch(BatchEnded batch) throws ReadModelException {
        curve(batch.run()).add(batch);
        changed.merge(batch.run(), StoredText.micros(batch.time()), Math::max);
    }

    private BatchCurve curve(String run) throws ReadModelException {
        BatchCurve found = known.get(run);
        if (found == null) {
            found = database.read(connection -> read(connection, run));
            known.put(run, found);
        }
        return found;
    }

    private static BatchCurve read(Connection connection, String run) throws SQLException {
        List<BatchCurve> found = Sql.query(
                connection,
                "SELECT packed FROM epochal_curve WHERE run = ?",
                List.of(run),
                row -> CurvePacking.unpacked(row.getBytes(1)));
        return found.isEmpty() ? new BatchCurve() : found.get(0);
    }

    @Override
    public boolean isDue() {
        return changed.size() >= MOST_CHANGED;
    }

    @Override
    public boolean commit(LogMoves moves) throws ReadModelException {
        boolean stored = database.write(connection -> moves.store(connection) && store(connection));
        if (stored) {
            changed.clear();
            TableWriter.forgetEldest(known, MOST_KNOWN);
        }
        return stored;
    }

    private boolean store(Connection connection) throws SQLException {
        List<List<Object>> updates = new ArrayList<>();
        List<List<Object>> runs = new ArrayList<>();
        for (Map.Entry<String, Long> one : changed.entrySet()) {
            String run = one.getKey();
            BatchCurve curve = known.get(run);
            if (curve != null) {
                runs.add(List.of(run));
                updates.add(List.of(run, one.getValue(), curve.newestStep(), CurvePacking.packed(curve)));
            }
        }
        Sql.batch(connection, "DELETE FROM epochal_curve WHERE run = ?", runs);
        Sql.batch(
                connection,
                "INSERT INTO epochal_curve (run, heard, revision, packed) VALUES " + Sql.places(4),
                updates);
        return true;
    }

    /** What was gathered and is not stored, and what it knows of the tables. */
    private void discard() {
        known.clear();
        changed.clear();
    }

    @Override
    public void clear() throws ReadModelException {
        discard();
        database.write(connection -> {
            Sql.update(connection, "TRUNCATE TABLE epochal_curve");
            return true;
        });
    }
}
