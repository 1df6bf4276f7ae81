package io.epochal.callback.readmodel;

/** Gathers what records lead to, and stores it together with how far they are read. For one thread. */
public interface TableWriter {
    /**
     * Stores what was gathered, and the moves with it: all or nothing. False where another process has gone on from there, and then
     * nothing is stored.
     *
     * @throws ReadModelException where the database is away; nothing is stored, or all
     */
    boolean commit(LogMoves moves) throws ReadModelException;

    /** Forgets what was gathered and is not stored, and what it knows of the tables. */
    void discard();

    /** Whether enough is gathered to be stored. */
    boolean isDue();

    /** Deletes all rows that it has made. */
    void clear() throws ReadModelException;
}
