package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.Specs;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The recorders of the whole service, against a broker in this JVM. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(EmbeddedBroker.class)
class PartitionRewinderQuarkusTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TopicPartition LOG = new TopicPartition("training.events", 0);
    private static final Map<String, Object> BROKER = Map.of("bootstrap.servers", setting("kafka.bootstrap.servers"));
    private final String run = "run-" + UUID.randomUUID();
    private final Path root = Path.of(setting("epochal.recording.directory"));

    @Test
    void recordingsThatAreDeletedAreRestoredOnceThePartitionIsAssignedAgain() throws Exception {
        RunSpec spec = Specs.with(
                List.of(), List.of(Map.of("type", "TensorBoard"), Map.of("type", "CSVLogger", "filename", "log.csv")));
        send(new RunStarted(run, 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 1, 1, "cpu", spec.callbacks()));
        send(new EpochEnded(
                run, 1, 1, Instant.EPOCH, TrainingParams.of(spec), 0, 1, logs(), 0.1, 1, false, spec.callbacks()));
        send(new VerdictApplied(
                run,
                1,
                2,
                Instant.EPOCH,
                1,
                0,
                1,
                List.of(),
                List.of(),
                List.of(new Verdict.Recording(0, logs()), new Verdict.Recording(1, logs())),
                0.1));
        await().atMost(LIMIT).until(() -> committed("tensorboard-recorder") && committed("csv-recorder"));
        Map<String, byte[]> before = files();
        // The settings, training, validation, and the CSV file.
        assertThat(before).hasSize(4);
        deleteAll();

        rejoin("tensorboard-recorder");
        rejoin("csv-recorder");

        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(files().keySet()).isEqualTo(before.keySet());
            before.forEach((name, bytes) -> assertThat(root.resolve(name)).hasBinaryContent(bytes));
        });
        await().atMost(LIMIT).until(() -> committed("tensorboard-recorder") && committed("csv-recorder"));
    }

    private static Metrics logs() {
        return Metrics.of(Map.of("loss", 0.5, "val_loss", 0.25));
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    private static void send(Message message) {
        Wire.Encoded encoded = Wire.encode(message, "/test");
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(LOG.topic(), encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(BROKER, new StringSerializer(), new ByteArraySerializer())) {
            var unused = producer.send(record);
        }
    }

    /** Whether the recorder has read all, for good: without a look at its files it would not read again. */
    private static boolean committed(String group) throws Exception {
        try (Admin admin = Admin.create(BROKER);
                KafkaConsumer<String, byte[]> consumer = consumer(group)) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(LOG);
            long end = Objects.requireNonNull(consumer.endOffsets(List.of(LOG)).get(LOG));
            return offset != null && offset.offset() == end;
        }
    }

    /** Another member comes and goes, so the partition is assigned twice. */
    private static void rejoin(String group) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(group)) {
            consumer.subscribe(List.of(LOG.topic()));
            await().atMost(LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(100));
                return consumer.groupMetadata().generationId() > 0;
            });
        }
    }

    private static KafkaConsumer<String, byte[]> consumer(String group) {
        Map<String, Object> settings = new TreeMap<>(BROKER);
        settings.put("group.id", group);
        settings.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.isDirectory(root.resolve(run)) ? Files.walk(root.resolve(run)) : Stream.empty()) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains(".recorded")) {
                    files.put(root.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(one -> {
                try {
                    Files.delete(one);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
