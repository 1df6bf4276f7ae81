package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.messaging.ReplicaLog;
import io.epochal.callback.messaging.SummaryRecorder;
import io.epochal.kafka.Records;
import io.epochal.kafka.TopicPlan;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.stack.CountedReads;
import io.epochal.stack.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that serves its first program, with a log of runs from before. */
@Tag("slow")
class OlderRunsTest {
    private static final Instant NOW = Instant.now();
    private static final int OLD = 300;
    /** What one poll may bring beside what it is for. */
    private static final long FETCHED = 500;

    @TempDir
    private Path folder;

    private EmbeddedKafka kafka;
    private Producer<String, byte[]> producer;
    private ReplicaLog replica;
    private final FollowedRuns followed = new FollowedRuns(Duration.ofSeconds(20));
    private long events;

    @BeforeEach
    void start() throws Exception {
        kafka = new EmbeddedKafka(folder.resolve("kafka"), 0);
        kafka.create(TopicPlan.singleNode("training."));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer());
        replica = new ReplicaLog(
                Map.of("bootstrap.servers", kafka.bootstrap(), "interceptor.classes", CountedReads.class.getName()),
                followed,
                false);
        var unused = CountedReads.take("training.events") + CountedReads.take("training.control");
    }

    @AfterEach
    void stop() {
        replica.close();
        producer.close();
        kafka.close();
    }

    @Test
    void nothingIsReadOfRunsThatNobodyAsksFor() throws Exception {
        plantEnded(OLD);
        SummaryRecorder.recordAll(kafka.bootstrap(), events);

        askFor("none");

        assertThat(CountedReads.take("training.events")).isZero();
        assertThat(CountedReads.take("training.control")).isZero();
        assertThat(followed.head("old-7")).isEmpty();
    }

    @Test
    void oneThatIsAskedForIsReadAndNoOther() throws Exception {
        plantEnded(OLD);
        SummaryRecorder.recordAll(kafka.bootstrap(), events);

        askFor("old-7");

        assertThat(followed.head("old-7")).hasValueSatisfying(head -> {
            assertThat(head.ended()).isTrue();
            assertThat(head.isOf("program-old-7")).isTrue();
        });
        assertThat(followed.head("old-8")).isEmpty();
        assertThat(CountedReads.take("training.events")).isBetween(1L, FETCHED);
    }

    @Test
    void lostRunsAreCountedAndKeepTheRequestsThatTheyHaveNotAnswered() throws Exception {
        publish(Topic.EVENTS, started("lost", 1));
        publish(Topic.CONTROL, request("lost", "answered"));
        publish(Topic.CONTROL, request("lost", "waits"));
        publish(Topic.EVENTS, answer("lost", 1, "answered"));
        plantEnded(OLD);
        SummaryRecorder.recordAll(kafka.bootstrap(), events);

        askFor("none");
        assertThat(followed.underWay()).isEqualTo(1);
        assertThat(followed.lost(NOW.plusSeconds(3600))).isEqualTo(1);
        askFor("lost");

        assertThat(followed.underWay()).isEqualTo(1);
        assertThat(followed.lost(NOW.plusSeconds(3600))).isEqualTo(1);
        assertThat(followed.unanswered("lost"))
                .extracting(CommandRequest::commandId)
                .containsExactly("waits");
    }

    @Test
    void whatIsSaidAfterTheSummariesCountsWhetherOrNotTheRunWasAskedFor() throws Exception {
        publish(Topic.EVENTS, started("asked", 1));
        publish(Topic.EVENTS, started("other", 1));
        plantEnded(OLD);
        SummaryRecorder.recordAll(kafka.bootstrap(), events);
        publish(Topic.EVENTS, started("asked", 2));
        publish(Topic.EVENTS, started("new", 1));
        publish(Topic.CONTROL, request("new", "waits"));
        publish(Topic.EVENTS, ended("other", 1, 1));

        askFor("asked");
        askFor("new");

        assertThat(followed.head("asked"))
                .hasValueSatisfying(head -> assertThat(head.attempt()).isEqualTo(2));
        assertThat(followed.head("new"))
                .hasValueSatisfying(head -> assertThat(head.attempt()).isEqualTo(1));
        assertThat(followed.unanswered("new")).hasSize(1);
        assertThat(followed.underWay()).isEqualTo(2);
        publish(Topic.EVENTS, ended("asked", 2, 1));
        askFor("asked");
        assertThat(followed.underWay()).isEqualTo(1);
    }

    @Test
    void whatWasAskedOfAnAttemptThatHasEndedIsNotToldToTheNextOne() throws Exception {
        publish(Topic.EVENTS, started("again", 1));
        publish(Topic.CONTROL, request("again", "too-late"));
        publish(Topic.EVENTS, ended("again", 1, 1));
        publish(Topic.EVENTS, started("again", 2));
        publish(Topic.CONTROL, request("again", "in-time"));
        SummaryRecorder.recordAll(kafka.bootstrap(), events);

        askFor("again");

        assertThat(followed.unanswered("again"))
                .extracting(CommandRequest::commandId)
                .containsExactly("in-time");
    }

    @Test
    void withoutSummariesTheWholeLogIsRead() throws Exception {
        plantEnded(20);

        askFor("none");

        assertThat(CountedReads.take("training.events")).isEqualTo(events);
        assertThat(followed.head("old-7"))
                .hasValueSatisfying(head -> assertThat(head.ended()).isTrue());
    }

    private void askFor(String run) throws Exception {
        replica.log().caughtUp(run).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void plantEnded(int count) throws Exception {
        for (int run = 0; run < count; run++) {
            String id = "old-" + run;
            send(Topic.EVENTS, started(id, 1));
            send(Topic.EVENTS, new TrainingEvent.Heartbeat(id, 1, 1, NOW, 0, 0, 1));
            send(Topic.EVENTS, ended(id, 1, 2));
        }
        producer.flush();
    }

    /** The broker gives each its own time. */
    private void publish(Topic topic, Message message) throws Exception {
        send(topic, message);
        producer.flush();
        long stored = System.currentTimeMillis();
        await().until(() -> System.currentTimeMillis() > stored);
    }

    private void send(Topic topic, Message message) {
        var unused = producer.send(Records.of(topic.name("training."), message, "/test"));
        events += topic == Topic.EVENTS ? 1 : 0;
    }

    private static CommandRequest request(String run, String id) {
        return new CommandRequest(run, NOW, id, "a test", new Command.PauseTraining());
    }

    private static TrainingEvent started(String run, int attempt) {
        TrainingParams params = new TrainingParams(null, List.of(), false, 0.1, false, false, Semantics.KERAS_3_15);
        AttachedTrainer trainer =
                new AttachedTrainer("program-" + run, "a test", AttachedTrainer.Unit.EPOCH, List.of(), 60);
        return new TrainingEvent.AttachedRunStarted(run, attempt, 0, NOW, trainer, params, List.of());
    }

    private static TrainingEvent answer(String run, long sequence, String id) {
        return new TrainingEvent.CommandApplied(
                run, 1, sequence, NOW, id, new Command.PauseTraining(), 0, 0, CommandOutcome.APPLIED);
    }

    private static TrainingEvent ended(String run, int attempt, long sequence) {
        return new TrainingEvent.RunEnded(
                run,
                attempt,
                sequence,
                NOW,
                RunStatus.COMPLETED,
                "done",
                1,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null);
    }
}
