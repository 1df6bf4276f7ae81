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
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Topic;
import io.epochal.stack.EmbeddedKafka;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path kafkaFolder;

    private static EmbeddedKafka kafka;

    @TempDir
    private Path state;

    private TestTopics topics;
    private KafkaClients clients;
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
        topics = TestTopics.own(kafka);
        clients = topics.clients();
        begin();
    }

    private void begin() {
        index = new KafkaRunIndex(clients, state.toString(), Optional.empty(), Optional.empty(), Optional.empty());
        index.start(new StartupEvent(), true);
    }

    @AfterEach
    void disconnect() {
        index.stop(new ShutdownEvent());
        topics.close();
    }

    private RunIndex.Listing list(String filter) throws IndexUnavailableException {
        return index.list(
                new RunQuery(RunFilter.read(filter), RunOrder.NEWEST, RunGlobs.ALL, 1, 50),
                SampleRun.TIME.plusSeconds(60));
    }

    private List<String> ids(String filter) throws IndexUnavailableException {
        return list(filter).runs().stream().map(RunSummary::run).toList();
    }

    @Test
    void whatIsInTheSummariesIsInTheListThatIsAskedForNext() throws Exception {
        await().atMost(LIMIT).until(() -> list("").behind() == 0);
        for (int i = 0; i < 5; i++) {
            topics.publish(Topic.SUMMARIES, summary("run-" + i));
            assertThat(ids("")).contains("run-" + i);
        }
        var unused = topics.producer()
                .send(new ProducerRecord<>(clients.name(Topic.SUMMARIES), "run-3", null))
                .get(10, TimeUnit.SECONDS);
        assertThat(ids("")).doesNotContain("run-3").hasSize(4);
    }

    @Test
    void eventsRequestsAndBatchesAreFoundAfterARestartToo() throws Exception {
        topics.publish(Topic.SUMMARIES, summary("run"));
        topics.publish(Topic.RUNS, new SampleRun("run").requested());
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(ids("spec.epochs = 9")).containsExactly("run"));
        topics.publish(Topic.EVENTS, new SampleRun("run").started());
        topics.publish(Topic.EVENTS, new SampleRun("run").epoch(1, 0, 0.5));
        for (int step = 1; step <= 3; step++) {
            topics.publish(
                    Topic.BATCHES,
                    new BatchEnded("run", 1, SampleRun.TIME, 0, step - 1, step, 0.25, Metrics.NONE, 0.1, 0));
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("loss < 0.6")).containsExactly("run"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(index.curve("run"))
                .hasValueSatisfying(curve -> assertThat(curve.steps()).containsExactly(1L, 2L, 3L)));

        index.stop(new ShutdownEvent());
        begin();

        topics.publish(Topic.EVENTS, new SampleRun("run").epoch(2, 1, 0.25));
        topics.publish(Topic.BATCHES, new BatchEnded("run", 1, SampleRun.TIME, 0, 3, 4, 0.25, Metrics.NONE, 0.1, 0));
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
                    var unused = topics.producer()
                            .send(new ProducerRecord<>(clients.name(topic), key, value))
                            .get(10, TimeUnit.SECONDS);
                }
            }
        }
        topics.publish(Topic.SUMMARIES, summary("run"));
        topics.publish(Topic.EVENTS, new SampleRun("run").started());
        topics.publish(Topic.EVENTS, new SampleRun("run").epoch(1, 0, 0.5));
        topics.publish(Topic.BATCHES, new BatchEnded("run", 1, SampleRun.TIME, 0, 0, 1, 0.25, Metrics.NONE, 0.1, 0));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("loss < 0.6")).containsExactly("run"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(index.curve("run")).isPresent());
    }

    @Test
    void topicsThatWereDeletedAreReadAnew() throws Exception {
        topics.publish(Topic.SUMMARIES, summary("old"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(ids("")).containsExactly("old"));
        index.stop(new ShutdownEvent());
        topics.delete(Topic.SUMMARIES);
        topics.createAgain();
        topics.publishAnew(Topic.SUMMARIES, summary("new"));
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
                SampleRun.TIME,
                SampleRun.TIME,
                1,
                2,
                "ada",
                null,
                SampleRun.TIME,
                SampleRun.TIME,
                SampleRun.TIME,
                null,
                9,
                new RunSummary.End(1, RunStatus.COMPLETED),
                0,
                false,
                0,
                new RunSummary.Curve("val_loss", false, 0, -1, null, null),
                List.of());
    }
}
