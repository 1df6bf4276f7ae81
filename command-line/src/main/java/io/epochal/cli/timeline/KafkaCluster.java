package io.epochal.cli.timeline;

import java.util.Map;
import java.util.TreeMap;

/**
 * A Kafka that runs are said to.
 *
 * @param client settings of any of its clients, at least {@code bootstrap.servers}
 * @param prefix of the topics' names
 */
public record KafkaCluster(Map<String, Object> client, String prefix) {
    /** That of a stack of our own. */
    public static KafkaCluster embedded(String bootstrap) {
        return new KafkaCluster(Map.of("bootstrap.servers", bootstrap), "training.");
    }

    /** The settings of one client. */
    Map<String, Object> with(Map<String, Object> settings) {
        Map<String, Object> all = new TreeMap<>(client);
        all.putAll(settings);
        return all;
    }
}
