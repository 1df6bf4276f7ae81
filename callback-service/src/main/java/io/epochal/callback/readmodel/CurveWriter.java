package io.epochal.callback.readmodel;

import io.epochal.protocol.BatchEnded;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the thinned curves of batches. A few batches of a run are a small part of their own, so that many runs at once cost no more than
 * few; many batches, or many parts, are made one row with the curve. No curve is kept in memory.
 */
public final class CurveWriter implements TableWriter {
    /** With less than a hundred bytes each. */
    private static final int MOST_GATHERED = 20_000;
    /** As many batches of a run are worth a write of its whole curve, which has up to 26 kB. */
    private static final int MANY = 200;

    private static final int MOST_PARTS = 32;
    private static final int MOST_KNOWN = 10_000;

    private final Database database;
    private final Map<String, CurvePart> gathered = new HashMap<>();
    private final Map<String, Integer> parts = new LinkedHashMap<>(16, 0.75f, true);
    private int batches;

    public CurveWriter(Database database) {
        this.database = database;
    }

    /** The next batch of its run. */
    public void batch(BatchEnded batch) {
        gathered.computeIfAbsent(batch.run(), run -> new CurvePart()).add(batch);
        batches++;
    }

    @Override
    public boolean isDue() {
        return batches >= MOST_GATHERED;
    }

    @Override
    public boolean commit(LogMoves moves) throws ReadModelException {
        Map<String, Integer> then = new HashMap<>();
        boolean stored = database.write(connection -> moves.store(connection) && store(connection, then));
        if (stored) {
            parts.putAll(then);
            gathered.clear();
            batches = 0;
            TableWriter.forgetEldest(parts, MOST_KNOWN);
        }
        return stored;
    }

    /** @param then how many parts each of the runs has afterwards */
    private boolean store(Connection connection, Map<String, Integer> then) throws SQLException {
        for (Map.Entry<String, CurvePart> one : gathered.entrySet()) {
            String run = one.getKey();
            Integer known = parts.get(run);
            int before = known == null ? CurveRows.parts(connection, run) : known;
            if (before >= MOST_PARTS || one.getValue().size() >= MANY) {
                CurveRows.fold(connection, run, one.getValue());
                then.put(run, 0);
            } else {
                CurveRows.append(connection, run, before, one.getValue());
                then.put(run, before + 1);
            }
        }
        return true;
    }

    /** What was gathered and is not stored, and what it knows of the tables. */
    private void discard() {
        gathered.clear();
        parts.clear();
        batches = 0;
    }

    @Override
    public void clear() throws ReadModelException {
        discard();
        database.write(connection -> {
            Sql.update(connection, "TRUNCATE TABLE epochal_curve");
            Sql.update(connection, "TRUNCATE TABLE epochal_curve_part");
            return true;
        });
    }
}
