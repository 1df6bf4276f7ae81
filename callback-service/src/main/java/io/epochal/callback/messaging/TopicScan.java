package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a whole topic for all queries. It reads on the thread of a query; queries that
 * come meanwhile wait for the same pass. No record is read twice, so all queries together cost one pass over the topic.
 */
final class TopicScan implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(10);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final KafkaClients clients;
    private final Topic topic;
    private final Consumer<ConsumerRecord<String, byte[]>> each;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private final Supplier<Map<TopicPartition, Long>> start;
    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Long lastPass;

    /** @param each is given every record once, in order and on one thread at a time */
    TopicScan(KafkaClients clients, Topic topic, Consumer<ConsumerRecord<String, byte[]>> each) {
        this(clients, topic, Map::of, each);
    }

    /** @param start asked before the first pass: where each partition's first record is that is of interest */
    TopicScan(
            KafkaClients clients,
            Topic topic,
            Supplier<Map<TopicPartition, Long>> start,
            Consumer<ConsumerRecord<String, byte[]>> each) {
        this.start = start;
        this.clients = clients;
        this.topic = topic;
        this.each = each;
    }

    /**
     * Returns when everything has been read that is in the topic now.
     *
     * @throws LogUnavailableException when that takes longer than the limit; a retry continues from there
     */
    void catchUp(Duration limit) throws LogUnavailableException {
        long asked = System.nanoTime();
        try {
            if (!turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw late(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service is stopping", e);
        }
        try {
            if (lastPass == null || lastPass - asked < 0) {
                pass(asked + limit.toNanos());
            }
        } catch (KafkaException e) {
            forget();
            throw late(e);
        } finally {
            turn.unlock();
        }
    }

    private void pass(long deadline) throws LogUnavailableException {
        long began = System.nanoTime();
        KafkaConsumer<String, byte[]> reader = reader();
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                throw late(null);
            }
            poll(reader);
        }
        lastPass = began;
    }

    private void poll(KafkaConsumer<String, byte[]> reader) {
        try {
            for (ConsumerRecord<String, byte[]> record : reader.poll(GLANCE)) {
                each.accept(record);
                read.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
        } catch (OffsetOutOfRangeException e) {
            // Truncated, or deleted and created again, since it was read last.
            read.keySet().removeAll(e.partitions());
            reader.seekToBeginning(e.partitions());
        }
    }

    private KafkaConsumer<String, byte[]> reader() throws LogUnavailableException {
        KafkaConsumer<String, byte[]> reader = consumer;
        if (reader == null) {
            if (lastPass == null && read.isEmpty()) {
                read.putAll(start.get());
            }
            reader = clients.readers().of(topic, WAIT);
            consumer = reader;
            seek(reader, reader.assignment());
        }
        return reader;
    }

    private void seek(KafkaConsumer<String, byte[]> reader, Collection<TopicPartition> partitions) {
        reader.seekToBeginning(partitions);
        read.forEach((partition, offset) -> {
            if (partitions.contains(partition)) {
                reader.seek(partition, offset);
            }
        });
    }

    private LogUnavailableException late(@Nullable Throwable cause) {
        String why = cause == null ? "there is much of it; retry" : KafkaClients.reason(cause);
        return new LogUnavailableException(
                "Kafka has not delivered all of " + clients.name(topic) + " in time: " + why, cause);
    }

    private void forget() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            forget();
        } finally {
            turn.unlock();
        }
    }
}
