package io.epochal.kafka;

import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
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
    /** Of this many replicas one may be unavailable while records are taken. */
    private static final int ENOUGH_TO_LOSE_ONE = 3;

    /** Only a whole segment is compacted: the replaced summaries that a reader passes are at most so many bytes, and as many as are new. */
    private static final String SUMMARIES_SEGMENT = Integer.toString(4 * 1024 * 1024);

    private static final String FOREVER = "-1";
    private static final String A_WEEK = Long.toString(Duration.ofDays(7).toMillis());
    private static final String A_DAY = Long.toString(Duration.ofDays(1).toMillis());

    /** For a broker that has no other beside it. */
    public static TopicPlan singleNode(String prefix) {
        return new TopicPlan(prefix, 1, 1, (short) 1);
    }

    /** @param replicas how many there will be; 0 where that is not known */
    NewTopic create(Topic topic, int replicas) {
        int count = topic == Topic.RUNS ? queuePartitions : partitions;
        return new NewTopic(topic.name(prefix), count, replication).configs(settings(topic, replicas));
    }

    /**
     * What a topic is created with. Time is the brokers': by a sender's wrong clock a record could be gone at once, or stay for ever.
     * What was acknowledged is on two brokers, where there are three.
     */
    public static Map<String, String> settings(Topic topic, int replicas) {
        Map<String, String> settings = new TreeMap<>(Map.of("message.timestamp.type", "LogAppendTime"));
        settings.put("retention.ms", retention(topic));
        if (topic == Topic.BATCHES) {
            settings.put("compression.type", "lz4");
        }
        if (topic == Topic.SUMMARIES) {
            settings.put("cleanup.policy", "compact");
            settings.put("segment.bytes", SUMMARIES_SEGMENT);
        }
        if (topic == Topic.TOKENS) {
            settings.put("cleanup.policy", "compact");
        }
        if (replicas >= ENOUGH_TO_LOSE_ONE) {
            settings.put("min.insync.replicas", Integer.toString(ENOUGH_TO_LOSE_ONE - 1));
        }
        return settings;
    }

    private static String retention(Topic topic) {
        return switch (topic) {
            case RUNS, EVENTS, SUMMARIES, TOKENS, DEAD_LETTERS -> FOREVER;
            case CONTROL, VERDICTS -> A_WEEK;
            case BATCHES -> A_DAY;
        };
    }
}
