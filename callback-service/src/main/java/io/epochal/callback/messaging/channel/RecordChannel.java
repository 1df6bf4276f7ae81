package io.epochal.callback.messaging.channel;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is done with the records of a topic. Every method runs on the channel's own thread. */
public interface RecordChannel extends Rebalance {
    /**
     * Handles a record. What it sends may still be under way afterwards.
     *
     * @throws InterruptedException when the service is stopping; the record is read again by the next process
     */
    void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException;

    /**
     * Returns once everything that the handled records led to is durable; only then they count as read. False where that has to
     * wait: then it is called again soon, whether or not there are more records.
     */
    default boolean settle() throws InterruptedException {
        return true;
    }

    /** Called several times a second, whether or not there are records. */
    default void tick() {}
}
