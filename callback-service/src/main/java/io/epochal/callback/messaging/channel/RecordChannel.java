package io.epochal.callback.messaging.channel;

import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What is done with the records of a topic. Every method runs on the channel's own thread. */
public interface RecordChannel {
    /**
     * Handles a record. What it sends may still be under way afterwards.
     *
     * @throws InterruptedException when the service is stopping; the record is read again by the next process
     */
    void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException;

    /** Returns once everything that the handled records led to is durable. Only then they count as read. */
    default void settle() throws InterruptedException {}

    /** Called with partitions that this process reads from now on, before their first record. */
    default void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {}

    /** Called when other processes may read this channel's partitions from now on. */
    default void revoked() {}
}
