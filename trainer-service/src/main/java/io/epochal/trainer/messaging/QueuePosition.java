package io.epochal.trainer.messaging;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** The position of a record of the queue. */
record QueuePosition(String topic, int partition, long offset) {
    private static final Pattern TICKET = Pattern.compile("(.{1,249})-(\\d{1,9})@(\\d{1,18})");

    /** In a word, which {@link #of} reads. */
    String ticket() {
        return topic + "-" + partition + "@" + offset;
    }

    TopicPartition where() {
        return new TopicPartition(topic, partition);
    }

    /** Empty for what is no ticket. */
    static Optional<QueuePosition> of(String ticket) {
        Matcher parts = TICKET.matcher(ticket);
        return parts.matches()
                ? Optional.of(new QueuePosition(
                        parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }
}
