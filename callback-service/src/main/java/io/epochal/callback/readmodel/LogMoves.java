package io.epochal.callback.readmodel;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a reader has got, partition by partition. It is stored with what the records led to, so each record counts exactly once.
 *
 * @param byPartition from where to where
 */
public record LogMoves(Map<Partition, Advance> byPartition) {
    private static final String ADVANCE =
            "UPDATE epochal_place SET next_offset = ? WHERE topic = ? AND part = ? AND next_offset = ?";

    public LogMoves {
        byPartition = Map.copyOf(byPartition);
    }

    /** A partition of the log. */
    public record Partition(String topic, int number) {}

    /**
     * Records that were handled.
     *
     * @param before which one was next, as the tables have it; negative where they have none
     * @param after which one is next now
     */
    public record Advance(long before, long after) {}

    /** False where another process has gone on since: then nothing of this may be stored. */
    boolean store(Connection connection) throws SQLException {
        for (Map.Entry<Partition, Advance> one : byPartition.entrySet()) {
            Partition partition = one.getKey();
            Advance move = one.getValue();
            if (move.before() < 0) {
                Sql.update(
                        connection,
                        "INSERT INTO epochal_place (topic, part, next_offset) VALUES (?, ?, ?)",
                        partition.topic(),
                        partition.number(),
                        move.after());
            } else if (Sql.update(
                            connection, ADVANCE, move.after(), partition.topic(), partition.number(), move.before())
                    != 1) {
                return false;
            }
        }
        return true;
    }

    /** Which record of each partition is next. */
    static Map<Partition, Long> stored(Connection connection) throws SQLException {
        Map<Partition, Long> places = new HashMap<>();
        Sql.query(
                connection,
                "SELECT topic, part, next_offset FROM epochal_place",
                List.of(),
                row -> places.put(new Partition(row.getString(1), row.getInt(2)), row.getLong(3)));
        return places;
    }
}
