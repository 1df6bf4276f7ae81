package io.epochal.callback.messaging;

import io.epochal.callback.readmodel.Database;
import io.epochal.callback.readmodel.LogMoves;
import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.callback.readmodel.RunQueries;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/** How far one connection to Kafka has read for the list of runs, beside how far the database has it. */
final class IndexedPositions {
    private static final Duration POLL = Duration.ofMillis(500);
    /** Where nothing more comes. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Consumer<String, byte[]> consumer;
    private final Map<LogMoves.Partition, Long> stored = new HashMap<>();
    private final Map<LogMoves.Partition, Long> handled = new HashMap<>();
    private long committed = System.nanoTime();

    /** Begins where the database is. */
    IndexedPositions(Database database, Consumer<String, byte[]> consumer) throws ReadModelException {
        this.consumer = consumer;
        stored.putAll(new RunQueries(database).places());
        consumer.beginningOffsets(consumer.assignment()).forEach((one, beginning) -> {
            LogMoves.Partition partition = new LogMoves.Partition(one.topic(), one.partition());
            if (!stored.containsKey(partition)) {
                handled.put(partition, beginning);
            }
            consumer.seek(one, stored.getOrDefault(partition, beginning));
        });
    }

    /** Reads once; false where another process has gone on from where this one was. */
    boolean next(IndexedTopics topics) throws ReadModelException {
        ConsumerRecords<String, byte[]> records = polled(topics.gather());
        for (ConsumerRecord<String, byte[]> record : records) {
            topics.handle(record);
            handled.put(new LogMoves.Partition(record.topic(), record.partition()), record.offset() + 1);
            if (topics.writer().isDue() && !commit(topics)) {
                return false;
            }
        }
        Duration gather = records.isEmpty() && topics.gather().compareTo(IDLE) > 0 ? IDLE : topics.gather();
        return System.nanoTime() - committed < gather.toNanos() || commit(topics);
    }

    /** Not for longer than what is handled may wait. */
    private ConsumerRecords<String, byte[]> polled(Duration gather) {
        long left = gather.toNanos() - (System.nanoTime() - committed);
        Duration time = handled.isEmpty() || left > POLL.toNanos() ? POLL : Duration.ofNanos(Math.max(0, left));
        try {
            return consumer.poll(time);
        } catch (OffsetOutOfRangeException e) {
            // The topic has kept them for so long only.
            consumer.seekToBeginning(e.partitions());
            return ConsumerRecords.empty();
        }
    }

    /** Stores what was handled; false where another process has gone on. */
    boolean commit(IndexedTopics topics) throws ReadModelException {
        committed = System.nanoTime();
        if (handled.isEmpty()) {
            return true;
        }
        Map<LogMoves.Partition, LogMoves.Advance> moves = new HashMap<>();
        handled.forEach((partition, next) ->
                moves.put(partition, new LogMoves.Advance(stored.getOrDefault(partition, -1L), next)));
        if (!topics.writer().commit(new LogMoves(moves))) {
            return false;
        }
        stored.putAll(handled);
        handled.clear();
        return true;
    }
}
