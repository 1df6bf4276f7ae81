package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunOrder;
import io.epochal.callback.query.RunQuery;
import io.epochal.kafka.Records;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.stack.EmbeddedKafka;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The read model's readers, on a real log. Each test has its own topics. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of KafkaRunIndexTest")
class KafkaRunIndexTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final RunSpec SPEC = RunSpec.of(Map.of(
            "data",
            Map.of("dataset", "mnist"),
            "model",
            Map.of("layers", List.of(Map.of("type", "Flatten"))),
            "epochs",
            9,
            "validation_split",
            0.2));

    @TempDir
    private static Path kafkaFolder;

    private static EmbeddedKafka kafka;

    @TempDir
    private Path state;

    private final String prefix = "test-" + UUID.randomUUID() + ".";
    private KafkaClients clients;
    private Producer<String, byte[]> producer;
    private KafkaRunIndex index;

    @BeforeAll
    static void start() throws Exception {
        kafka = new EmbeddedKafka(kafkaFolder.resolve("kafka"), 0);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void connect() throws Exception {
        kafka.create(TopicPlan.singleNode(prefix));
        clients = new KafkaClients(Map.of("bootstrap.servers", kafka.bootstrap()), prefix);
        producer = clients.producer();
        begin();
    }

    private void begin() {
        index = new KafkaRunIndex(clients, state.toString(), Optional.empty(), Optional.empty(), Optional.empty());
        index.start(new StartupEvent(), true);
    }

    @AfterEach
    void disconnect() {
        index.stop(new ShutdownEvent());
        producer.close();
    }

    private void publish(Topic topic, Message message) throws Exception {
        var unused =
                producer.send(Records.of(clients.name(topic), message, "/test")).get(10, TimeUnit.SECONDS);
    }

    private RunIndex.Listing list(String filter) throws IndexUnavailableException {
        return index.list(
                new RunQuery(RunFilter.read(filter), RunOrder.NEWEST, RunGlobs.ALL, 1, 50), TIME.plusSeconds(60));
    }

    private List<String> ids(String filter) throws IndexUnavailableException {
        return list(filter).runs().stream().map(RunSummary::run).toList();
    }

    @Test
    void whatIsInTheSummariesIsInTheListThatIsAskedForNext() throws Exception {
        await().atMost(LIMIT).until(() -> list("").behind() == 0);
        for (int i = 0; i < 5; i++) {
            publish(Topic.SUMMARIES, summary("run-" + i));
            assertThat(ids("")).contains("run-" + i);
        }
        var unused = producer.send(new ProducerRecord<>(clients.name(Topic.SUMMARIES), "run-3", null))
                .get(10, TimeUnit.SECONDS);
        assertThat(ids("")).doesNotContain("run-3").hasSize(4);
    }

    @Test
    void eventsRequestsAndBatchesAreFoundAfterARestartToo() throws Exception {
        publish(Topic.SUMMARIES, summary("run"));
        publish(Topic.RUNS, new RunRequested("run", TIME, SPEC));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(ids("spec.epochs = 9")).containsExactly("run"));
        publish(Topic.EVENTS, started("run"));
        publish(Topic.EVENTS, epoch("run", 1, 0, 0.5));
        for (int step = 1; step <= 3; step++) {
            publish(Topic.BATCHES, new BatchEnded("run", 1, TIME, 0, step - 1, step, 0.25, Metrics.NONE, 0.1, 0));
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("loss < 0.6")).containsExactly("run"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(index.curve("run"))
                .hasValueSatisfying(curve -> assertThat(curve.steps()).containsExactly(1L, 2L, 3L)));

        index.stop(new ShutdownEvent());
        begin();

        publish(Topic.EVENTS, epoch("run", 2, 1, 0.25));
        publish(Topic.BATCHES, new BatchEnded("run", 1, TIME, 0, 3, 4, 0.25, Metrics.NONE, 0.1, 0));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("loss < 0.3")).containsExactly("run"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(index.curve("run"))
                .hasValueSatisfying(curve -> assertThat(curve.steps()).containsExactly(1L, 2L, 3L, 4L)));
    }

    @Test
    void recordsThatAreNoMessagesHoldNothingUp() throws Exception {
        for (Topic topic : List.of(Topic.SUMMARIES, Topic.RUNS, Topic.EVENTS, Topic.BATCHES)) {
            for (byte[] value : new byte[][] {{}, "{}".getBytes(StandardCharsets.UTF_8), null}) {
                // A compacted topic takes none without a key.
                for (String key : new String[] {"run", "<no run>", topic == Topic.SUMMARIES ? "" : null}) {
                    var unused = producer.send(new ProducerRecord<>(clients.name(topic), key, value))
                            .get(10, TimeUnit.SECONDS);
                }
            }
        }
        publish(Topic.SUMMARIES, summary("run"));
        publish(Topic.EVENTS, started("run"));
        publish(Topic.EVENTS, epoch("run", 1, 0, 0.5));
        publish(Topic.BATCHES, new BatchEnded("run", 1, TIME, 0, 0, 1, 0.25, Metrics.NONE, 0.1, 0));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("loss < 0.6")).containsExactly("run"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(index.curve("run")).isPresent());
    }

    @Test
    void topicsThatWereDeletedAreReadAnew() throws Exception {
        publish(Topic.SUMMARIES, summary("old"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("")).containsExactly("old"));
        index.stop(new ShutdownEvent());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.deleteTopics(List.of(clients.name(Topic.SUMMARIES))).all().get();
        }
        kafka.create(TopicPlan.singleNode(prefix));
        try (Producer<String, byte[]> fresh = clients.producer()) {
            var unused = fresh.send(Records.of(clients.name(Topic.SUMMARIES), summary("new"), "/test"))
                    .get(10, TimeUnit.SECONDS);
        }
        begin();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("")).containsExactly("new"));
    }

    @Test
    void withoutItsDatabaseTheListSaysSo() {
        KafkaRunIndex without = new KafkaRunIndex(
                clients,
                state.toString(),
                Optional.of("jdbc:postgresql://127.0.0.1:1/none"),
                Optional.of("nobody"),
                Optional.of("secret"));
        without.start(new StartupEvent(), true);
        for (int asked = 0; asked < 3; asked++) {
            assertThatThrownBy(() -> without.version(RunGlobs.ALL))
                    .isInstanceOf(IndexUnavailableException.class)
                    .hasMessageStartingWith("the database of the list does not answer")
                    .hasMessageNotContaining("secret");
        }
        without.stop(new ShutdownEvent());
    }

    private static RunSummary summary(String run) {
        return new RunSummary(
                run,
                TIME,
                TIME,
                1,
                2,
                "ada",
                null,
                TIME,
                TIME,
                TIME,
                null,
                9,
                new RunSummary.End(1, RunStatus.COMPLETED),
                0,
                false,
                0,
                new RunSummary.Curve("val_loss", false, 0, -1, null, null),
                List.of());
    }

    private static TrainingEvent started(String run) {
        return new TrainingEvent.RunStarted(run, 1, 0, TIME, SPEC, List.of(28, 28, 1), 38, 2, "cpu", SPEC.callbacks());
    }

    private static TrainingEvent epoch(String run, long sequence, int epoch, double loss) {
        return new TrainingEvent.EpochEnded(
                run,
                1,
                sequence,
                TIME,
                TrainingParams.of(SPEC),
                epoch,
                38L * (epoch + 1),
                Metrics.of(Map.of("loss", loss)),
                0.001,
                2.5,
                false,
                List.of());
    }
}
