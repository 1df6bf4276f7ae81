package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.Specs;
import io.epochal.kafka.Records;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The whole service, with the rights of docs/operations.md and no others. */
@QuarkusTest
@QuarkusTestResource(value = GuardedBroker.class, restrictToAnnotatedClass = true)
class GuardedServiceTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Instant NOW = Instant.EPOCH;
    private static final List<String> GROUPS =
            List.of("callback-deciders", "tensorboard-recorder", "csv-recorder", "remote-monitor-recorder");

    @TestHTTPResource("/q/health/ready")
    URI health;

    @Test
    void answersSetsAsideRecordsAndIsReady() throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(admin(), new StringSerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(admin())) {
            say(producer, new ProducerRecord<>("training.events", "run", new byte[0]));
            say(producer, epoch());
            await().atMost(LIMIT).until(() -> end(admin, "training.control") == 1);
            assertThat(end(admin, "training.dead-letters")).isEqualTo(1);

            // One of them hears only what is said when it is there.
            await().atMost(LIMIT).untilAsserted(() -> {
                say(producer, Records.of("training.events", new CheckpointTaken("run", 1, 2, NOW, 0, 1, 1), "/test"));
                assertThat(GROUPS).allMatch(group -> hasRead(admin, group));
            });
        }
        assertThat(ask(health)).contains("\"status\": \"UP\"").doesNotContain("DOWN");
    }

    private static ProducerRecord<String, byte[]> epoch() {
        RunSpec spec = Specs.with(List.of("accuracy"), List.of());
        return Records.of(
                "training.events",
                new EpochEnded("run", 1, 1, NOW, spec, 0, 1, Metrics.NONE, 0.1, 1, false, spec.callbacks()),
                "/test");
    }

    private static void say(KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
        var unused = producer.send(record);
        producer.flush();
    }

    private static boolean hasRead(Admin admin, String group) {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .containsKey(new TopicPartition("training.events", 0));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long end(Admin admin, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static String ask(URI page) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Map<String, Object> admin() {
        Map<String, Object> settings = new TreeMap<>();
        for (String name : List.of("bootstrap.servers", "security.protocol", "sasl.mechanism", "sasl.jaas.config")) {
            settings.put(name, ConfigProvider.getConfig().getValue("admin." + name, String.class));
        }
        return settings;
    }
}
