package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.api.log.EventLog.Reading;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.stack.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The plain clients against a broker in this JVM, and against none. */
// It waits for brokers that are not there: others may use the time.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of KafkaEventLogTest")
@Timeout(60)
class KafkaEventLogTest {
    private static final Map<String, Object> NOBODY = Map.of("bootstrap.servers", "127.0.0.1:1");

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic("many.events", 7, (short) 1), new NewTopic("short.events", 1, (short) 1)))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        kafka.close();
    }

    @Test
    void aRunIsReadInThePartitionIntoWhichItsKeyFalls() throws Exception {
        for (int run = 0; run < 20; run++) {
            send("many.events", "run-" + run);
        }
        KafkaEventLog log = log(clients("many."));
        for (int run = 0; run < 20; run++) {
            try (Reading reading = log.open("run-" + run)) {
                reading.seek(reading.extent().beginning());
                List<LoggedEvent> events = new ArrayList<>();
                await().until(() -> {
                    events.addAll(reading.next(Duration.ofMillis(100)));
                    return reading.caughtUp();
                });
                assertThat(events).singleElement().satisfies(event -> assertThat(
                                event.position().partition())
                        .isEqualTo(reading.extent().partition()));
            }
        }
    }

    @Test
    void aReaderThatTheRetentionHasOvertakenFails() throws Exception {
        for (int event = 0; event < 5; event++) {
            send("short.events", "run");
        }
        try (Reading reading = log(clients("short.")).open("run");
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            reading.seek(0);
            admin.deleteRecords(Map.of(new TopicPartition("short.events", 0), RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
            assertThatExceptionOfType(LogUnavailableException.class).isThrownBy(() -> {
                for (int glance = 0; glance < 50; glance++) {
                    assertThat(reading.next(Duration.ofMillis(100))).isEmpty();
                }
            });
        }
    }

    @Test
    void aTopicThatIsNotThereIsNamed() {
        assertThatExceptionOfType(LogUnavailableException.class)
                .isThrownBy(() -> log(clients("no.")).open("run"))
                .withMessageContaining("no.events");
    }

    @Test
    void everySettingOfTheBrokerReachesThePlainClients() {
        KafkaClients clients = new KafkaClients(
                Map.of("bootstrap.servers", kafka.bootstrap(), "security.protocol", "SASL_PLAINTEXT"), "many.");
        assertThatExceptionOfType(LogUnavailableException.class)
                .isThrownBy(() -> log(clients).open("run"))
                .withMessageContaining("JAAS");
    }

    @Test
    void whatKafkaDoesNotTakeInTimeIsNotAccepted() {
        KafkaClients clients = new KafkaClients(NOBODY, "training.");
        ServiceProducers producers = new ServiceProducers(clients);
        KafkaRequestSender requests = new KafkaRequestSender(clients, producers);
        CommandRequest request = new CommandRequest("run", Instant.EPOCH, "c-1", "ann", new Command.PauseTraining());
        assertThatExceptionOfType(LogUnavailableException.class)
                .isThrownBy(() -> requests.send(request))
                .withMessageStartingWith("Kafka has not taken the command within 5 s, and may yet: ");
        producers.close();
    }

    @Test
    void anUnavailableBrokerIsReportedWithinSeconds() {
        assertThatExceptionOfType(LogUnavailableException.class)
                .isThrownBy(() -> log(new KafkaClients(NOBODY, "training.")).open("run"))
                .withMessageStartingWith("Kafka does not answer where training.events is: ");
    }

    private static KafkaClients clients(String prefix) {
        return new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrap(), "group.id", "deciders"), prefix);
    }

    private static void send(String topic, String run) throws Exception {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, run, "{\"attempt\":1}".getBytes(StandardCharsets.UTF_8));
        record.headers().add("ce_type", "io.epochal.CheckpointTaken".getBytes(StandardCharsets.UTF_8));
        producer.send(record).get();
    }

    private static KafkaEventLog log(KafkaClients clients) {
        return new KafkaEventLog(clients, new KnownRuns(clients));
    }
}
