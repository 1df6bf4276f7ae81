package io.epochal.cli.timeline;

import io.epochal.kafka.RunPartition;
import io.epochal.protocol.Topic;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

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

    /** Those that a run's records are sent to, one of each topic. */
    static List<TopicPartition> ofRun(String run, List<TopicPartition> all) {
        return all.stream()
                .filter(one -> RunPartition.of(run, count(one.topic(), all)) == one.partition())
                .toList();
    }

    private static int count(String topic, List<TopicPartition> all) {
        return Math.toIntExact(
                all.stream().filter(one -> one.topic().equals(topic)).count());
    }
}
