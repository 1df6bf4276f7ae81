package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.Heartbeat;
import io.epochal.stack.CountedReads;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Supervisor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a trainer reads for an attempt does not grow with the events of other runs. */
@Tag("slow")
@Timeout(60)
class TrainerGrowthTest {
    private static final int OTHERS = 3000;
    /** What one poll may bring beside what it is for. */
    private static final int POLLED = 500;

    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;
    private static KafkaSettings counting;
    private final String run = "run-" + UUID.randomUUID();
    private KafkaSupervisors supervisors;

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"));
        counting = broker.settingsWith("interceptor.classes", CountedReads.class.getName());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void open() {
        supervisors = new KafkaSupervisors(counting, new InMemoryObjectStore(), new SimpleMeterRegistry(), Traces.OFF);
    }

    @AfterEach
    void close() {
        supervisors.close();
    }

    @Test
    void aNewRunReadsNoEvents() throws InterruptedIOException {
        othersTrain();
        eventsRead();

        attempt(1).close();

        assertThat(eventsRead()).isZero();
    }

    @Test
    void aResumedRunReadsItsOwnEventsAndNoneOfWhatCameSince() throws InterruptedIOException {
        CommandRequest request = request();
        broker.send(Topic.CONTROL, request);
        othersTrain();
        try (Supervisor first = attempt(1)) {
            answer(first, request);
        }
        othersTrain();
        eventsRead();

        try (Supervisor second = attempt(2)) {
            assertThat(eventsRead()).isBetween(1, POLLED);
            assertThat(second.nextRequest(2, 3)).isEmpty();
            assertThat(second.nextRequest(2, 4)).contains(request);
        }
    }

    @Test
    void theRunOfATrainerThatWasKilledIsReadToTheEndOfTheLog() throws InterruptedIOException {
        CommandRequest request = request();
        broker.send(Topic.CONTROL, request);
        try (Supervisor first = attempt(1)) {
            answer(first, request);
        }
        broker.send(Topic.EVENTS, answered(request, 2, 1));
        othersTrain();
        eventsRead();

        attempt(3).close();

        assertThat(eventsRead()).isGreaterThan(OTHERS);
    }

    private Supervisor attempt(int number) {
        return supervisors.open(run, number);
    }

    private static int eventsRead() {
        return Math.toIntExact(CountedReads.take("training.events"));
    }

    private static void othersTrain() {
        for (int other = 0; other < OTHERS; other++) {
            broker.sendSoon(Topic.EVENTS, new Heartbeat("other-" + other, 1, 0, Instant.EPOCH, 0, 0, 1));
        }
        broker.flush();
    }

    private void answer(Supervisor supervisor, CommandRequest request) {
        supervisor.report(stamp -> answered(request, stamp.attempt(), stamp.sequence()));
    }

    private CommandApplied answered(CommandRequest request, int attempt, long sequence) {
        return new CommandApplied(
                run,
                attempt,
                sequence,
                Instant.EPOCH,
                request.commandId(),
                request.command(),
                2,
                4,
                CommandOutcome.APPLIED);
    }

    private CommandRequest request() {
        return new CommandRequest(run, Instant.EPOCH, "c-1", "a user", new Command.SetLearningRate(0.5));
    }
}
