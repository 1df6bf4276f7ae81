package io.epochal.kafka;

import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * How topics are laid out where they have to be created. One that is there stays as it is.
 *
 * @param prefix of every name
 * @param partitions of every topic but the queue; as many runs as this can be decided on at once
 * @param queuePartitions of the queue of runs. To a share group one is best: it is everybody's, and of several each belongs to some
 *     members only, so that a run may wait for a busy one. Of a classic consumer group no more trainers can train at once than there
 *     are partitions, and a run waits for the one before it in its partition, so there should be many times as many as trainers
 * @param replication -1 for what the broker has as its default
 */
public record TopicPlan(String prefix, int partitions, int queuePartitions, short replication) {
    private static final String FOREVER = "-1";
    private static final String A_WEEK = Long.toString(Duration.ofDays(7).toMillis());
    private static final String A_DAY = Long.toString(Duration.ofDays(1).toMillis());

    /** For a broker that has no other beside it. */
    public static TopicPlan singleNode(String prefix) {
        return new TopicPlan(prefix, 1, 1, (short) 1);
    }

    NewTopic create(Topic topic) {
        int count = topic == Topic.RUNS ? queuePartitions : partitions;
        return new NewTopic(topic.name(prefix), count, replication).configs(settings(topic));
    }

    /** What a topic is created with. */
    public static Map<String, String> settings(Topic topic) {
        return switch (topic) {
            case RUNS, EVENTS, DEAD_LETTERS -> Map.of("retention.ms", FOREVER);
            case CONTROL, VERDICTS -> Map.of("retention.ms", A_WEEK);
            case BATCHES -> Map.of("retention.ms", A_DAY, "compression.type", "lz4");
        };
    }
}
