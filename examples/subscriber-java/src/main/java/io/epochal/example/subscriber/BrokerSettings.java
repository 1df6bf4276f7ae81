package io.epochal.example.subscriber;

import io.epochal.kafka.ClientSettings;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How all channels reach Kafka. A file of client settings, such as that of the stack on this machine, comes before the rest. */
class BrokerSettings {
    @Produces
    @Singleton
    @Identifier("default-kafka-broker")
    Map<String, Object> read(
            @ConfigProperty(name = "kafka.bootstrap.servers") String servers,
            @ConfigProperty(name = "kafka.properties") Optional<Path> file)
            throws IOException {
        Map<String, Object> settings = new TreeMap<>(ClientSettings.from(System.getenv()));
        settings.put("bootstrap.servers", servers);
        // A program that only reads must not create a topic with the broker's defaults.
        settings.put("allow.auto.create.topics", "false");
        if (file.isPresent()) {
            Properties said = new Properties();
            try (Reader lines = Files.newBufferedReader(file.get())) {
                said.load(lines);
            }
            said.stringPropertyNames().forEach(name -> settings.put(name, said.getProperty(name)));
        }
        return settings;
    }
}
