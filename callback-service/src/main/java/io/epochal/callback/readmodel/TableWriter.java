package io.epochal.callback.readmodel;

import java.util.Map;

/** Gathers what records lead to, and stores it together with how far they are read. For one thread. */
public interface TableWriter {
    /**
     * Stores what was gathered, and the moves with it: all or nothing. False where another process has gone on from there, and then
     * nothing is stored.
     *
     * @throws ReadModelException where the database is away; nothing is stored, or all
     */
    boolean commit(LogMoves moves) throws ReadModelException;

    /** Whether enough is gathered to be stored. */
    boolean isDue();

    /** Deletes all rows that it has made. */
    void clear() throws ReadModelException;

    /** Keeps so many runs of those that are known, from the end of the map. */
    static void forgetEldest(Map<String, ?> known, int most) {
        known.keySet()
                .removeAll(known.keySet().stream()
                        .limit(Math.max(0, known.size() - most))
                        .toList());
    }
}
