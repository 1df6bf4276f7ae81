package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Stamp;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the training and the uploads report, on its way to a producer that is slow, interrupted or refuses. */
class KafkaSupervisorRaceTest {
    private static final int EACH = 5_000;

    private final List<TrainingEvent> sent = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
    private final AtomicBoolean durable = new AtomicBoolean();
    private final RacyControlLog log = new RacyControlLog();
    private final MockConsumer<String, byte[]> reader = log.consumer(1);
    private Runnable flush = () -> {};

    @AfterEach
    void nothingStaysOpen() {
        assertThat(Thread.interrupted()).isFalse();
        await().until(reader::closed);
    }

    @Test
    void theLogHasTheOrderOfTheNumbersWhicheverThreadReports() throws Exception {
        KafkaSupervisor supervisor = supervisor(sent::add);
        CompletableFuture<Void> uploads = CompletableFuture.runAsync(() -> report(supervisor));
        report(supervisor);
        uploads.join();
        supervisor.close();

        assertThat(sent)
                .extracting(TrainingEvent::sequence)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(2 * EACH);
        assertThat(durable).isTrue();
    }

    @Test
    void whatIsStoredWaitsForWhatWasReportedBefore() throws Exception {
        KafkaSupervisor supervisor = supervisor(sent::add);
        for (int reported = 1; reported <= EACH; reported++) {
            supervisor.report(KafkaSupervisorRaceTest::event);
            supervisor.awaitPublished();
            assertThat(sent).hasSize(reported);
        }
        supervisor.close();
    }

    /** Or a run would count as ended whose end is not in the log. */
    @Test
    void oneThatIsInterruptedWhileEventsWaitSaysThatTheyAreNotInTheLog() {
        CountDownLatch never = new CountDownLatch(1);
        KafkaSupervisor supervisor = supervisor(event -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        });
        report(supervisor);
        Thread.currentThread().interrupt();

        assertThatThrownBy(supervisor::close)
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContaining("before all events were sent");
        assertThat(durable).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void oneThatIsInterruptedWhileEventsAreOnTheirWaySaysSoAndLeavesNothingOpen() {
        flush = () -> {
            throw new InterruptException("while flushing");
        };
        KafkaSupervisor supervisor = supervisor(sent::add);

        assertThatThrownBy(supervisor::close)
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContaining("while events were sent");
        assertThat(durable).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anEventThatWillNeverBeInTheLogEndsTheWait() throws Exception {
        KafkaSupervisor supervisor = supervisor(event -> refused.set(new IllegalStateException("too large")));
        supervisor.report(KafkaSupervisorRaceTest::event);
        supervisor.awaitPublished();

        assertThatThrownBy(() -> supervisor.await(0, Duration.ZERO)).hasMessageContaining("too large");
        supervisor.close();
    }

    private static void report(KafkaSupervisor supervisor) {
        for (int number = 0; number < EACH; number++) {
            supervisor.report(KafkaSupervisorRaceTest::event);
        }
    }

    private static TrainingEvent event(Stamp stamp) {
        return new RunSuspended(stamp.run(), stamp.attempt(), stamp.sequence(), stamp.time(), 0, 0, 0);
    }

    private KafkaSupervisor supervisor(Consumer<TrainingEvent> sink) {
        return new KafkaSupervisor(
                "run",
                1,
                Clock.systemUTC(),
                new EventPublisher(sink),
                () -> flush.run(),
                new BatchPublisher("run", 1, Clock.systemUTC(), (batch, onLoss) -> {}, () -> {}),
                new ControlMailbox(
                        "run",
                        1,
                        RunOffsets.nothingKnown("run", new InMemoryObjectStore()),
                        AnsweredCommands.NOTHING,
                        (verdict, record) -> {},
                        reader,
                        log.consumer(2),
                        RacyControlLog.TOPICS),
                () -> Optional.ofNullable(refused.get()),
                new BarrierRetries(),
                new BarrierTraces(Traces.OFF, "run", 1, TraceParent.NONE),
                () -> {},
                () -> durable.set(true));
    }
}
