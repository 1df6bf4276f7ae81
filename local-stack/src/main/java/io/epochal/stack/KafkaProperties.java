package io.epochal.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The file of a home folder by which other programs reach its Kafka: a client's settings, as Kafka's own tools take them. */
final class KafkaProperties {
    static final String FILE = "kafka.properties";

    private KafkaProperties() {}

    /** Readable for its owner only. Written anew at each start of Kafka, whose port and password are new then. */
    static void write(Path home, Endpoints endpoints) throws IOException {
        Map<String, Object> settings = new TreeMap<>(endpoints.kafkaClient());
        endpoints.password().map(KafkaPassword::librdkafka).ifPresent(settings::putAll);
        String lines = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
        PrivateFiles.write(home.resolve(FILE), lines.getBytes(StandardCharsets.UTF_8));
    }

    static void delete(Path home) throws IOException {
        Files.deleteIfExists(home.resolve(FILE));
    }
}
