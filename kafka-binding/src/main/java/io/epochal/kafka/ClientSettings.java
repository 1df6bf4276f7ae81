package io.epochal.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Settings for any Kafka client out of an environment: {@code KAFKA_SASL_MECHANISM} is {@code sasl.mechanism}. */
public final class ClientSettings {
    private static final String PREFIX = "KAFKA_";

    private ClientSettings() {}

    /** Every variable that begins with {@code KAFKA_}, as Quarkus reads them; Kafka's clients ignore what they do not know. */
    public static Map<String, Object> from(Map<String, String> environment) {
        Map<String, Object> settings = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                String setting = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                settings.put(setting.replace('_', '.'), value);
            }
        });
        return settings;
    }
}
