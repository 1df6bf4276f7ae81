package io.epochal.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;

/** Which environment variables the programs in our images read, as their sources say. */
final class ServiceSettings {
    private static final Map<String, List<String>> MODULES = Map.of(
            "callback-service", List.of("callback-service", "service-guard"),
            "trainer-service", List.of("trainer-service", "checkpoint-store", "service-guard"),
            "trainer-service-gpu", List.of("trainer-service", "checkpoint-store", "service-guard"),
            "command-line", List.of("command-line", "local-stack", "checkpoint-store"));
    private static final Pattern SETTING = Pattern.compile("epochal\\.[a-z0-9]+(?:[.-][a-z0-9]+)*|EPOCHAL_[A-Z0-9_]+");

    private static final Map<String, Set<String>> FOUND = new ConcurrentHashMap<>();

    private ServiceSettings() {}

    /** @param image without registry and tag */
    static boolean reads(String image, String variable) {
        return variable.startsWith("KAFKA_")
                ? kafkaClientReads(variable)
                : ours(image).contains(variable);
    }

    /** The settings of the services go to every Kafka client as they are. */
    private static boolean kafkaClientReads(String variable) {
        String name = kafkaName(variable);
        return ConsumerConfig.configNames().contains(name)
                || ProducerConfig.configNames().contains(name);
    }

    static boolean brokerReads(String variable) {
        return AbstractKafkaConfig.CONFIG_DEF.names().contains(kafkaName(variable));
    }

    private static String kafkaName(String variable) {
        return variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Set<String> ours(String image) {
        return FOUND.computeIfAbsent(image, ServiceSettings::inTheSources);
    }

    private static Set<String> inTheSources(String image) {
        Set<String> names = new TreeSet<>();
        for (String module : MODULES.getOrDefault(image.replace("epochal/", ""), List.of())) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main"))) {
                for (Path file : files.filter(one -> one.toString().matches(".*\\.(java|properties)"))
                        .toList()) {
                    SETTING.matcher(Files.readString(file))
                            .results()
                            .map(MatchResult::group)
                            .map(ServiceSettings::variable)
                            .forEach(names::add);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }

    static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
