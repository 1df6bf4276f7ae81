package io.epochal.cli.conformance;

import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that a program has put on a topic.
 *
 * @param key null where it has none
 * @param time at which the broker got it, since the first launch
 */
public record SaidRecord(Topic topic, @Nullable String key, Map<String, String> headers, byte[] value, Duration time) {
    public SaidRecord {
        headers = Map.copyOf(headers);
    }

    /** As a reader of exchanges sees it, such as {@code events EpochEnded}. */
    public String title() {
        String type = headers.getOrDefault("ce_type", "without ce_type");
        return topic.name("") + " " + type.substring(type.lastIndexOf('.') + 1);
    }
}
