package io.epochal.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * The partition of a topic that holds all records of a run. A record's key is its run, and Kafka's default partitioner chooses by
 * the key: murmur2 modulo the number of partitions. So that number must not change while the topic is in use.
 */
public final class RunPartition {
    private RunPartition() {}

    /**
     * The number of the run's partition.
     *
     * @param partitions how many the topic has, at least 1
     */
    public static int of(String run, int partitions) {
        return Utils.toPositive(Utils.murmur2(run.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** The run's partition of a topic. Waits for the broker as the consumer is set up to, and throws as it does. */
    public static TopicPartition of(String run, String topic, Consumer<?, ?> consumer) {
        return new TopicPartition(topic, of(run, consumer.partitionsFor(topic).size()));
    }
}
