package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Ask;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Stamp;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.port.Supervisor.BatchReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run's publishing costs, in numbers that are the same on each machine: bytes and requests, and no seconds. */
@Tag("slow")
@Timeout(60)
class PublishingCostTest {
    private static final int BATCHES = 5000;
    private static final int EPOCHS = 5;
    /** A value with its time, which the sender takes; the rest is room for another JDK. */
    private static final long MOST_BYTES = 200;
    /** Kafka's clients ask once or twice where a topic is. */
    private static final long OTHER_REQUESTS = 5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;
    private static KafkaSupervisors supervisors;

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"));
        KafkaSettings counted = broker.settingsWith("metric.reporters", ClientRequests.class.getName());
        supervisors = new KafkaSupervisors(counted, new InMemoryObjectStore(), new SimpleMeterRegistry(), Traces.OFF);
    }

    @AfterAll
    static void stop() {
        supervisors.close();
        broker.close();
    }

    @Test
    void aBatchCostsTheTrainingsThreadAFewBytesAndItsProducerAFractionOfARequest() throws InterruptedIOException {
        List<BatchReport> reports =
                IntStream.range(0, BATCHES).mapToObj(PublishingCostTest::report).toList();
        long bytes;
        try (Supervisor supervisor = supervisors.open("batches", 1)) {
            reports.forEach(supervisor::report);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            reports.forEach(supervisor::report);
            bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(bytes / BATCHES).isBetween(1L, MOST_BYTES);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ClientRequests.recordsOf("training.batches") == 2L * BATCHES);
        assertThat(ClientRequests.ofProducers("training.batches")).isBetween(1L, 2L * BATCHES / 20 + OTHER_REQUESTS);
    }

    @Test
    void anEpochsEndCostsOneRequestForTheQuestionAndOneForTheAnswer() throws Exception {
        try (Supervisor supervisor = supervisors.open("epochs", 1)) {
            ask(supervisor, 0);
            long before = ClientRequests.ofProducers("training.events");
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                ask(supervisor, epoch);
            }
            assertThat(ClientRequests.ofProducers("training.events") - before)
                    .isBetween(2L * EPOCHS, 2L * EPOCHS + OTHER_REQUESTS);
        }
    }

    private static void ask(Supervisor supervisor, int epoch) throws Exception {
        long asked = supervisor.report(stamp -> ended(stamp, epoch));
        supervisor.awaitPublished();
        broker.send(
                Topic.VERDICTS,
                new Verdict(
                        "epochs",
                        1,
                        asked,
                        Instant.EPOCH,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Ask.AT_EPOCH_END));
        assertThat(supervisor.await(asked, Duration.ofSeconds(30))).isPresent();
        supervisor.report(stamp -> applied(stamp, asked));
        supervisor.awaitPublished();
    }

    private static BatchReport report(int step) {
        return new BatchReport(0, step, step, 0.5, Metrics.of(Map.of("loss", 0.5, "accuracy", 0.25)), 0.001);
    }

    private static TrainingEvent ended(Stamp stamp, int epoch) {
        return new TrainingEvent.EpochEnded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                TrainingParams.of(RunQueueTest.SPEC),
                epoch,
                38L * (epoch + 1),
                Metrics.of(Map.of("loss", 0.5)),
                0.001,
                2.5,
                false,
                List.of());
    }

    private static TrainingEvent applied(Stamp stamp, long answers) {
        return new TrainingEvent.VerdictApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                answers,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                0.001);
    }
}
