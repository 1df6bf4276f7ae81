package io.epochal.cli.timeline;

import io.epochal.protocol.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** The partitions of topics, all of them or those that hold one run. */
final class TopicPartitions {
    private TopicPartitions() {}

    /** Every partition that these topics have now. */
    static List<TopicPartition> all(Consumer<?, ?> consumer, String prefix, Topic... topics) {
        return Stream.of(topics)
                .flatMap(topic -> consumer.partitionsFor(topic.name(prefix)).stream())
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
    }

    /** Those that a run's records are sent to, one of each topic: the hash of the key, as Kafka's default partitioner has it. */
    static List<TopicPartition> ofRun(String run, List<TopicPartition> all) {
        int hash = Utils.toPositive(Utils.murmur2(run.getBytes(StandardCharsets.UTF_8)));
        return all.stream()
                .filter(one -> hash % count(one.topic(), all) == one.partition())
                .toList();
    }

    private static long count(String topic, List<TopicPartition> all) {
        return all.stream().filter(one -> one.topic().equals(topic)).count();
    }
}
