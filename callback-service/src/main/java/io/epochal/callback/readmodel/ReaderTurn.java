package io.epochal.callback.readmodel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which process reads: one of those that share a database, so that each run's rows are made in one place. Another one begins when this has
 * said nothing for some seconds. Where both believe that it is their turn, {@link LogMoves} let one go on.
 *
 * @param name of what is read
 */
public record ReaderTurn(Database database, String name, String owner) {
    private static final Duration HOLDS = Duration.ofSeconds(10);

    public ReaderTurn(Database database, String name) {
        this(database, name, UUID.randomUUID().toString());
    }

    /** Whether it is this process' turn; then it stays so for some seconds. */
    public boolean take(Instant now) throws ReadModelException {
        if (!database.isShared()) {
            return true;
        }
        long time = StoredText.micros(now);
        long until = StoredText.micros(now.plus(HOLDS));
        return database.write(connection -> {
            int held = Sql.update(
                    connection,
                    "UPDATE epochal_reader SET owner = ?, held_until = ? WHERE name = ? AND (owner = ? OR held_until < ?)",
                    owner,
                    until,
                    name,
                    owner,
                    time);
            if (held == 1) {
                return true;
            }
            long others = Sql.number(connection, "SELECT COUNT(*) FROM epochal_reader WHERE name = ?", List.of(name));
            return others == 0
                    && Sql.update(
                                    connection,
                                    "INSERT INTO epochal_reader (name, owner, held_until) VALUES (?, ?, ?)",
                                    name,
                                    owner,
                                    until)
                            == 1;
        });
    }

    /** Another process may begin at once. */
    public void leave() throws ReadModelException {
        if (database.isShared()) {
            database.write(connection ->
                    Sql.update(connection, "DELETE FROM epochal_reader WHERE name = ? AND owner = ?", name, owner)
                            >= 0);
        }
    }
}
