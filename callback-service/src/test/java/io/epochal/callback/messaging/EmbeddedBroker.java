package io.epochal.callback.messaging;

import io.epochal.kafka.TopicPlan;
import io.epochal.stack.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Kafka in this JVM, with the topics, for a Quarkus test. */
public final class EmbeddedBroker implements QuarkusTestResourceLifecycleManager {
    private EmbeddedKafka kafka;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("callback-service");
            kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
            kafka.create(TopicPlan.singleNode("training."));
            return Map.of(
                    "kafka.bootstrap.servers",
                    kafka.bootstrap(),
                    "epochal.recording.directory",
                    folder.resolve("tensorboard").toString(),
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        kafka.close();
    }
}
