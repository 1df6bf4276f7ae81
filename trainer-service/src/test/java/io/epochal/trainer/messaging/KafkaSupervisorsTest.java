package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.kafka.Records;
import io.epochal.protocol.Ask;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.VerdictOverdue;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Supervisor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One attempt's line, over a real broker. */
// It waits for the broker: others may use the time. Its own tests share the broker.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of KafkaSupervisorsTest")
@Timeout(60)
class KafkaSupervisorsTest {
    private static final int ATTEMPT = 2;
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;
    private static KafkaSupervisors supervisors;
    private final String run = "run-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"));
        supervisors = new KafkaSupervisors(broker.settings(), new InMemoryObjectStore(), METERS, Traces.OFF);
    }

    @AfterAll
    static void stop() {
        supervisors.close();
        broker.close();
    }

    @Test
    void awaitsTheVerdictOnThisEventOfThisAttempt() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            broker.send(Topic.VERDICTS, verdict(ATTEMPT - 1, 7, "of an older attempt"));
            broker.send(Topic.VERDICTS, verdict(ATTEMPT, 6, "applied already"));
            broker.send(Topic.VERDICTS, verdict(ATTEMPT, 7, "meant"));

            assertThat(supervisor.await(7, Duration.ofSeconds(30)).orElseThrow().commands())
                    .containsExactly(new Command.StopTraining("meant"));
            assertThat(supervisor.await(8, Duration.ZERO)).isEmpty();
        }
    }

    /** The attempt interrupts its thread again, once it has stored what it has begun. */
    @Test
    void anInterruptedWaitIsAnIoErrorOfAThreadThatCanStillStore() throws InterruptedIOException {
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> supervisor.await(7, Duration.ofSeconds(30)))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("interrupted while waiting for a verdict");
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    /** As when the topic of verdicts was deleted between the verdict and its reader. */
    @Test
    void asksAgainWhenAVerdictIsLost() throws IOException {
        KafkaSupervisors impatient = new KafkaSupervisors(
                broker.settings(),
                new InMemoryObjectStore(),
                new SimpleMeterRegistry(),
                Traces.OFF,
                () -> new BarrierRetries(Duration.ofMillis(100), Duration.ofMillis(100)));
        try (Supervisor supervisor = impatient.open(run, ATTEMPT)) {
            long sequence = supervisor.report(stamp -> new TrainingEvent.RunStarted(
                    stamp.run(),
                    stamp.attempt(),
                    stamp.sequence(),
                    stamp.time(),
                    RunQueueTest.SPEC,
                    List.of(28, 28, 1),
                    List.of(List.of(28, 28, 1)),
                    1,
                    1,
                    "cpu",
                    List.of(),
                    null,
                    null));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                assertThat(supervisor.await(sequence, Duration.ofMillis(50))).isEmpty();
                return questions().size() >= 3;
            });
            assertThat(questions()).containsOnly(run + "/" + ATTEMPT + "/0");
        }
        impatient.close();
    }

    private List<String> questions() {
        return broker.records(Topic.EVENTS).stream()
                .filter(record -> run.equals(record.key()))
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** By the names that the alerts in docs/operations.md ask for: epochal_verdicts_overdue_total, epochal_batch_events_dropped_total. */
    @Test
    void countsVerdictsThatAreOverdueAndKnowsOfNoBatchThatWasDropped()
            throws InterruptedException, InterruptedIOException {
        double before = METERS.get("epochal.verdicts.overdue").counter().count();
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            supervisor.report(stamp ->
                    new VerdictOverdue(stamp.run(), stamp.attempt(), stamp.sequence(), stamp.time(), 1, 0, 0, 1));
            supervisor.awaitPublished();
        }
        assertThat(METERS.get("epochal.verdicts.overdue").counter().count()).isEqualTo(before + 1);
        assertThat(METERS.get("epochal.batch.events.dropped").counter().count()).isZero();
    }

    @Test
    void findsARequestThatWasSentWhileTheRunWasQueuedAndHandsItOutOnce() throws InterruptedIOException {
        CommandRequest request =
                new CommandRequest(run, Instant.EPOCH, "c-1", "a user", new Command.CancelRun("a user"));
        broker.send(Topic.CONTROL, request);
        broker.send(Topic.CONTROL, request);
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            assertThat(supervisor.nextRequest(-1, 0)).contains(request);
            assertThat(supervisor.nextRequest(-1, 0)).isEmpty();
        }
    }

    @Test
    void findsACancellationBehindOtherRequestsAndLeavesThoseForLater() throws InterruptedIOException {
        CommandRequest rate = new CommandRequest(run, Instant.EPOCH, "c-1", "a user", new Command.SetLearningRate(0.5));
        CommandRequest cancel =
                new CommandRequest(run, Instant.EPOCH, "c-2", "a user", new Command.CancelRun("a user"));
        broker.send(Topic.CONTROL, rate);
        broker.send(Topic.CONTROL, cancel);
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            assertThat(supervisor.nextCancellation()).contains(cancel);
            assertThat(supervisor.nextCancellation()).isEmpty();
            assertThat(supervisor.nextRequest(0, 0)).contains(rate);
        }
    }

    /** Answered or, for other callbacks, asked: the next attempt does the same at the same batch. */
    @Test
    void whatAnEarlierAttemptHasAskedOrAnsweredWaitsForItsBatch() throws InterruptedIOException {
        Command others = new Command.ReplaceCallbacks(List.of(Map.of("type", "TerminateOnNaN")));
        CommandRequest replace = new CommandRequest(run, Instant.EPOCH, "c-1", "a user", others);
        CommandRequest cancel =
                new CommandRequest(run, Instant.EPOCH, "c-2", "a user", new Command.CancelRun("a user"));
        broker.send(Topic.CONTROL, replace);
        broker.send(Topic.CONTROL, cancel);
        CommandRequest unanswered =
                new CommandRequest(run, Instant.EPOCH, "c-3", "a user", new Command.ResumeTraining());
        broker.send(Topic.CONTROL, unanswered);
        broker.send(
                Topic.EVENTS,
                new TrainingEvent.BatchReached(
                        run,
                        1,
                        0,
                        Instant.EPOCH,
                        TrainingParams.of(RunQueueTest.SPEC),
                        2,
                        4,
                        9,
                        Metrics.NONE,
                        0.001,
                        List.of(),
                        new TrainingEvent.Replacement("c-1", List.of())));
        broker.send(
                Topic.EVENTS,
                new TrainingEvent.CommandApplied(
                        run, 1, 1, Instant.EPOCH, "c-2", cancel.command(), 2, 4, CommandOutcome.APPLIED));
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            assertThat(supervisor.nextCancellation()).isEmpty();
            assertThat(supervisor.nextRequest(1, 5)).isEmpty();
            assertThat(supervisor.nextRequest(2, 3)).isEmpty();
            assertThat(supervisor.nextRequest(2, 4)).contains(replace);
            assertThat(supervisor.nextRequest(2, 4)).contains(cancel);
            assertThat(supervisor.nextRequest(2, 4)).contains(unanswered);
        }
    }

    @Test
    void handsOutARequestThatComesWhileTheRunTrains() throws InterruptedIOException {
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            broker.send(
                    Topic.CONTROL,
                    new CommandRequest(run, Instant.EPOCH, "c-2", "a user", new Command.SetLearningRate(0.5)));

            Optional<CommandRequest> request = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> supervisor.nextRequest(0, 0), Optional::isPresent);
            assertThat(request.orElseThrow().commandId()).isEqualTo("c-2");
        }
    }

    @Test
    void numbersEventsWithoutGapsAndLosesNoneAtTheEnd() throws InterruptedIOException {
        try (Supervisor supervisor = supervisors.open(run, ATTEMPT)) {
            for (int i = 0; i < 100; i++) {
                supervisor.report(stamp -> new CheckpointSaved(
                        stamp.run(), stamp.attempt(), stamp.sequence(), stamp.time(), 0, 0, "key", List.of(), 1));
                supervisor.report(new Supervisor.BatchReport(0, i, i + 1, 0.5, Metrics.NONE, 0.001));
            }
        }

        assertThat(mine(Topic.EVENTS))
                .extracting(event -> ((TrainingEvent) event).sequence())
                .isSorted()
                .hasSize(100)
                .endsWith(99L);
        assertThat(mine(Topic.BATCHES)).hasSize(100).allSatisfy(event -> assertThat(event)
                .isInstanceOf(BatchEnded.class));
    }

    private List<RunEvent> mine(Topic topic) {
        return broker.records(topic).stream()
                .filter(record -> run.equals(record.key()))
                .map(record -> {
                    try {
                        return (RunEvent) Records.read(record);
                    } catch (UnreadableException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private Verdict verdict(int attempt, long answers, String reason) {
        return new Verdict(
                run,
                attempt,
                answers,
                Instant.EPOCH,
                List.of(new Command.StopTraining(reason)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Ask.AT_EPOCH_END);
    }
}
