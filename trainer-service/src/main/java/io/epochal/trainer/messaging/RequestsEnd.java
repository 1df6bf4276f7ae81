package io.epochal.trainer.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a run's requests go. It is asked on a connection of its own: on one that reads, a broker answers only when there is something
 * to read.
 */
final class RequestsEnd implements AutoCloseable {
    private final Consumer<String, byte[]> consumer;
    private final TopicPartition partition;
    private volatile boolean due = true;
    private long offset;

    RequestsEnd(Consumer<String, byte[]> consumer, TopicPartition partition) {
        this.consumer = consumer;
        this.partition = partition;
    }

    /** From any thread: {@link #look} asks the broker again. */
    void outdated() {
        due = true;
    }

    /** Asks the broker, where that is due; {@link org.apache.kafka.common.errors.RetriableException} while it does not answer. */
    void look() {
        if (due) {
            due = false;
            try {
                offset = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            } catch (RuntimeException e) {
                due = true;
                throw e;
            }
        }
    }

    /** The offset behind the last request at the last look. */
    long offset() {
        return offset;
    }

    /** From any thread: {@link #look} fails with a {@link org.apache.kafka.common.errors.WakeupException}. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
