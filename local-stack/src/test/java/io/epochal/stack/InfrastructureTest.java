package io.epochal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Topic;
import java.io.IOException;
import java.io.Reader;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
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

    /** What commands start; a test that needs no lock has none. */
    @Test
    void itsKafkaAsksForThePassword() throws Exception {
        Endpoints endpoints = Endpoints.free(false);
        try (Infrastructure guarded = new Infrastructure(home, "training.", endpoints)) {
            KafkaProperties.write(home, guarded.endpoints());
            Path file = home.resolve(KafkaProperties.FILE);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Properties known = new Properties();
            try (Reader lines = Files.newBufferedReader(file)) {
                known.load(lines);
            }
            assertThat(topics(known)).contains("training.events");

            Map<String, Object> another = guarded.endpoints().kafkaClient();
            another.put(
                    "sasl.jaas.config",
                    new KafkaPassword("0".repeat(64)).client().get("sasl.jaas.config"));
            assertThatThrownBy(() -> topics(settings(another)))
                    .hasRootCauseInstanceOf(SaslAuthenticationException.class);
            assertThatThrownBy(() -> topics(settings(Map.of("bootstrap.servers", endpoints.kafka()))))
                    .hasRootCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void itsS3ShowsNothingWithoutAKey() throws Exception {
        Path bucket = Files.createDirectories(home.resolve("s3/epochal"));
        Files.setPosixFilePermissions(bucket, PosixFilePermissions.fromString("rwxr-xr-x"));
        // As S3Proxy makes an object.
        Path object = Files.writeString(bucket.resolve("secret"), "secret");
        Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-r-----"));
        try (EmbeddedS3 store = new EmbeddedS3(home.resolve("s3"), 0, "key", "secret")) {
            for (String path :
                    List.of("", "epochal", "epochal/", "epochal?list-type=2", "epochal?versions", "epochal/secret")) {
                URLConnection asked =
                        URI.create(store.endpoint() + "/" + path).toURL().openConnection();
                assertThat(((HttpURLConnection) asked).getResponseCode())
                        .as(path)
                        .isEqualTo(403);
            }
        }
    }

    /** By the controller's port somebody could do all that the broker refuses. */
    @Test
    void itsControllerAsksToo() throws Exception {
        try (Infrastructure guarded = new Infrastructure(home, "training.", Endpoints.free(false))) {
            Map<String, Object> known = guarded.endpoints().kafkaClient();
            String controller = controller(known);
            known.remove("bootstrap.servers");
            known.put("bootstrap.controllers", controller);
            assertThat(topicsByController(known)).isPositive();
            assertThatThrownBy(() -> topicsByController(Map.of("bootstrap.controllers", controller)))
                    .hasRootCauseInstanceOf(TimeoutException.class);
        }
    }

    private static String controller(Map<String, Object> client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            var quorum = admin.describeMetadataQuorum().quorumInfo().get(20, TimeUnit.SECONDS);
            var endpoint =
                    Objects.requireNonNull(quorum.nodes().get(1)).endpoints().get(0);
            return endpoint.host() + ":" + endpoint.port();
        }
    }

    private static int topicsByController(Map<String, Object> client) throws Exception {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(Map.of("default.api.timeout.ms", 3000, "request.timeout.ms", 2000));
        try (Admin admin = Admin.create(settings)) {
            ConfigResource cluster = new ConfigResource(ConfigResource.Type.BROKER, "1");
            return admin.describeConfigs(List.of(cluster))
                    .all()
                    .get(20, TimeUnit.SECONDS)
                    .size();
        }
    }

    private static Properties settings(Map<String, Object> client) {
        Properties settings = new Properties();
        settings.putAll(client);
        return settings;
    }

    private static Set<String> topics(Properties client) throws Exception {
        client.put("default.api.timeout.ms", 3000);
        client.put("request.timeout.ms", 2000);
        try (Admin admin = Admin.create(client)) {
            return admin.listTopics().names().get(20, TimeUnit.SECONDS);
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
