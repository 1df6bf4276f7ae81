package io.epochal.cli.timeline;

import io.epochal.kafka.ClientSettings;
import io.epochal.kafka.SecurityProviders;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to connect to a stack's Kafka.
 *
 * @param client settings of every client, at least {@code bootstrap.servers}
 * @param prefix of the topics' names
 */
public record KafkaCluster(Map<String, Object> client, String prefix) {
    /** The Kafka of the local stack. */
    public static KafkaCluster embedded(Map<String, Object> client) {
        return new KafkaCluster(client, "training.");
    }

    /** @param environment {@code KAFKA_*} for any client setting, {@code EPOCHAL_TOPIC_PREFIX} (default {@code training.}) */
    public static KafkaCluster remote(String bootstrap, Map<String, String> environment) {
        SecurityProviders.settle();
        Map<String, Object> client = new TreeMap<>(ClientSettings.from(environment));
        client.put("bootstrap.servers", bootstrap);
        return new KafkaCluster(client, environment.getOrDefault("EPOCHAL_TOPIC_PREFIX", "training."));
    }

    /** These settings added to those of every client. */
    Map<String, Object> with(Map<String, Object> settings) {
        Map<String, Object> all = new TreeMap<>(client);
        all.putAll(settings);
        return all;
    }
}
