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
 * @param polls the longest time between two polls. A process that takes longer loses its partitions; and so long the group waits for a
 *     process that was killed together with the broker, which then does not always notice that it is gone (Kafka's default is 5 minutes)
 * @param sole whether one process of the group reads all partitions
 */
public record ChannelSettings(
        String name, String group, String reset, Duration gather, Duration commit, Duration polls, boolean sole) {
    private static final Duration POLLS = Duration.ofSeconds(30);
    /** Four recorders that ask ten times a second took a tenth of a core, also while nothing is trained. */
    private static final Duration GATHER = Duration.ofMillis(250);

    /** Somebody waits for what each record leads to, and nobody for its offset. */
    public static ChannelSettings prompt(String name, String group) {
        return new ChannelSettings(name, group, "earliest", Duration.ZERO, Duration.ofMillis(500), POLLS, false);
    }

    /**
     * Nobody waits for a single record, and a reader that wakes up with each takes the cores from those that somebody waits for. At
     * a run's end a command waits for the offset.
     */
    public static ChannelSettings gathering(String name, String group, String reset) {
        return new ChannelSettings(name, group, reset, GATHER, Duration.ofMillis(50), POLLS, false);
    }

    /** The same, where one process of the group reads all partitions from the first record on. */
    public static ChannelSettings sole(String name, String group) {
        return new ChannelSettings(name, group, "earliest", GATHER, Duration.ofMillis(500), POLLS, true);
    }

    /** The same for a channel that may take this long over one record. */
    public ChannelSettings taking(Duration longest) {
        Duration twice = longest.multipliedBy(2);
        return new ChannelSettings(
                name, group, reset, gather, commit, twice.compareTo(polls) > 0 ? twice : polls, sole);
    }
}
