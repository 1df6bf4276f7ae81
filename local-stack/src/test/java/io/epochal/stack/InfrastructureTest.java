package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Topic;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class InfrastructureTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    @Test
    void hasEveryTopicWithItsSettings() throws Exception {
        try (Infrastructure infrastructure = new Infrastructure(home, "training.");
                Admin admin = Admin.create(settings(infrastructure))) {
            for (Topic topic : Topic.values()) {
                assertThat(admin.listTopics().names().get()).contains(topic.name("training."));
            }
            ConfigResource batches = new ConfigResource(ConfigResource.Type.TOPIC, "training.batches");
            assertThat(admin.describeConfigs(List.of(batches)).all().get())
                    .hasEntrySatisfying(batches, config -> assertThat(
                                    config.get("compression.type").value())
                            .isEqualTo("lz4"));
        }
    }

    @Test
    void keepsItsDataOverARestart() throws Exception {
        try (Infrastructure first = new Infrastructure(home, "training.");
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(settings(first), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("training.events", "run", "kept"))
                    .get(20, TimeUnit.SECONDS);
        }
        try (Infrastructure second = new Infrastructure(home, "training.");
                KafkaConsumer<String, String> consumer =
                        new KafkaConsumer<>(settings(second), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition events = new TopicPartition("training.events", 0);
            consumer.assign(List.of(events));
            consumer.seekToBeginning(List.of(events));

            ConsumerRecords<String, String> records = consumer.poll(LIMIT);

            assertThat(records).singleElement().satisfies(one -> assertThat(one.value())
                    .isEqualTo("kept"));
        }
    }

    @Test
    void aClientOfTheSecondListenerStaysWithIt() throws Exception {
        int door = freePort();
        EmbeddedKafka.ProxyListener advertised = new EmbeddedKafka.ProxyListener(door, "localhost:" + door);
        try (EmbeddedKafka kafka = new EmbeddedKafka(home.resolve("kafka"), 0, advertised);
                Admin inside = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrap()));
                Admin outside = Admin.create(Map.<String, Object>of("bootstrap.servers", "127.0.0.1:" + door))) {
            assertThat(address(inside)).isEqualTo(kafka.bootstrap());
            assertThat(address(outside)).isEqualTo("localhost:" + door);
        }
    }

    @Test
    void aProcessWithAnotherStartTimeIsAnotherProcess() {
        long pid = ProcessHandle.current().pid();

        assertThat(new ServiceProcess("other", pid, Instant.EPOCH, "no.log").alive())
                .isFalse();
        assertThat(new ServiceProcess(
                                "this",
                                pid,
                                ProcessHandle.current().info().startInstant().orElseThrow(),
                                "no.log")
                        .alive())
                .isTrue();
    }

    @Test
    void showsTheEndOfALog() throws Exception {
        Path log = home.resolve("some.log");
        Files.writeString(log, "first\nlast\n", StandardCharsets.UTF_8);

        assertThat(new ServiceProcess("some", 1, Instant.EPOCH, log.toString()).tail())
                .endsWith("last");
    }

    private static String address(Admin admin) throws Exception {
        Node node = admin.describeCluster()
                .nodes()
                .get(20, TimeUnit.SECONDS)
                .iterator()
                .next();
        return node.host() + ":" + node.port();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, Object> settings(Infrastructure infrastructure) {
        return Map.of("bootstrap.servers", infrastructure.endpoints().kafka());
    }
}
