package io.epochal.callback.messaging.channel;

import java.time.Duration;

/**
 * How a channel reads.
 *
 * @param name of the channel, for threads, logs and metrics
 * @param group its consumer group
 * @param reset where a new group begins: {@code earliest} or {@code latest}
 * @param gather how long Kafka may hold back a few records, so that more come in one answer
 * @param commit how often offsets are committed, at most
 * @param sole whether one process of the group reads all partitions
 */
public record ChannelSettings(String name, String group, String reset, Duration gather, Duration commit, boolean sole) {
    /** Somebody waits for what each record leads to, and nobody for its offset. */
    public static ChannelSettings prompt(String name, String group) {
        return new ChannelSettings(name, group, "earliest", Duration.ZERO, Duration.ofMillis(500), false);
    }

    /**
     * Nobody waits for a single record, and a reader that wakes up with each takes the cores from those that somebody waits for. At
     * a run's end a command waits for the offset.
     */
    public static ChannelSettings gathering(String name, String group, String reset) {
        return new ChannelSettings(name, group, reset, Duration.ofMillis(100), Duration.ofMillis(50), false);
    }

    /** The same, where one process of the group reads all partitions from the first record on. */
    public static ChannelSettings sole(String name, String group) {
        return new ChannelSettings(name, group, "earliest", Duration.ofMillis(100), Duration.ofMillis(500), true);
    }
}
