package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.kafka.Records;
import io.epochal.protocol.Ask;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.tracing.SpanTraces;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.TracedSpan;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Supervisor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One trace from the end of an epoch through its verdict to its application, over a real broker. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the broker of TracedAttemptTest")
@Timeout(60)
class TracedAttemptTest {
    @TempDir
    private static Path folder;

    private static TrainerTestBroker broker;

    private final String run = "run-" + UUID.randomUUID();

    @RegisterExtension
    final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

    private final Traces traces = new SpanTraces(telemetry.getOpenTelemetry(), () -> {});
    private KafkaSupervisors supervisors = supervisors(traces);

    @BeforeAll
    static void start() throws IOException {
        broker = new TrainerTestBroker(folder.resolve("kafka"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void close() {
        supervisors.close();
    }

    @Test
    void aBarrierIsOneTraceFromItsEventToTheAppliedVerdict() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            train(supervisor, traces);
        }

        SpanData barrier = named("barrier EpochEnded");
        SpanData asked = sent(0);
        SpanData decided = named("process training.events");
        SpanData answered = named("send training.verdicts");
        SpanData applied = named("process training.verdicts");
        assertThat(telemetry.getSpans()).extracting(SpanData::getTraceId).containsOnly(barrier.getTraceId());
        assertThat(asked.getParentSpanId()).isEqualTo(barrier.getSpanId());
        assertThat(decided.getParentSpanId()).isEqualTo(asked.getSpanId());
        assertThat(answered.getParentSpanId()).isEqualTo(decided.getSpanId());
        assertThat(applied.getParentSpanId()).isEqualTo(answered.getSpanId());
        assertThat(sent(1).getParentSpanId()).isEqualTo(applied.getSpanId());
        assertThat(barrier.getParentSpanContext().isValid()).isFalse();
        assertThat(barrier.getEndEpochNanos()).isGreaterThan(decided.getEndEpochNanos());
    }

    /** Two deciders, or one that was killed behind its verdict. */
    @Test
    void aSecondVerdictIsNoSecondHandling() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            long sequence = supervisor.report(stamp -> epoch(stamp.sequence(), 1));
            answer(traces);
            answer(traces);
            apply(supervisor, sequence);
        }

        assertThat(telemetry.getSpans())
                .extracting(SpanData::getName)
                .filteredOn("process training.verdicts"::equals)
                .hasSize(1);
        assertThat(telemetry.getSpans())
                .extracting(SpanData::getTraceId)
                .containsOnly(named("barrier EpochEnded").getTraceId());
    }

    @Test
    void aQuestionThatIsRepeatedIsSentAgainInItsTrace() throws IOException {
        supervisors.close();
        supervisors = new KafkaSupervisors(
                broker.settings(),
                new InMemoryObjectStore(),
                new SimpleMeterRegistry(),
                traces,
                () -> new BarrierRetries(Duration.ofMillis(50), Duration.ofMillis(50)));
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            long sequence = supervisor.report(stamp -> epoch(stamp.sequence(), 1));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                assertThat(supervisor.await(sequence, Duration.ofMillis(20))).isEmpty();
                return mine().size() >= 3;
            });
        }

        SpanData barrier = named("barrier EpochEnded");
        assertThat(telemetry.getSpans())
                .filteredOn(span -> span.getName().equals("send training.events"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(barrier.getSpanId()));
    }

    @Test
    void anAttemptThatResumesIsLinkedToTheOneBefore() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            train(supervisor, traces);
        }
        SpanData last = sent(1);
        telemetry.clearSpans();
        try (Supervisor supervisor = supervisors.open(run, 2)) {
            supervisor.report(stamp -> epoch(stamp.sequence(), 2));
            supervisor.report(stamp -> epoch(stamp.sequence(), 2));
        }

        List<SpanData> barriers = telemetry.getSpans().stream()
                .filter(span -> span.getName().equals("barrier EpochEnded"))
                .toList();
        assertThat(barriers).hasSize(2).extracting(SpanData::getTraceId).doesNotContain(last.getTraceId());
        assertThat(barriers.stream().flatMap(span -> span.getLinks().stream()))
                .singleElement()
                .satisfies(link -> {
                    assertThat(link.getSpanContext().getTraceId()).isEqualTo(last.getTraceId());
                    assertThat(link.getSpanContext().getSpanId()).isEqualTo(last.getSpanId());
                });
    }

    /** A decider that is not traced, or somebody who writes anything into the header. */
    @Test
    void aVerdictWithoutATraceIsHandledInThatOfItsBarrier() throws IOException {
        try (Supervisor supervisor = supervisors.open(run, 1)) {
            train(supervisor, Traces.OFF);
        }

        assertThat(named("process training.verdicts").getParentSpanId())
                .isEqualTo(named("barrier EpochEnded").getSpanId());
    }

    @Test
    void offThereIsNoHeaderAndNoSpan() throws IOException {
        try (KafkaSupervisors silent = supervisors(Traces.OFF);
                Supervisor supervisor = silent.open(run, 1)) {
            train(supervisor, Traces.OFF);
        }

        assertThat(mine()).hasSize(2).allSatisfy(record -> assertThat(
                        record.headers().lastHeader(TraceParent.HEADER))
                .isNull());
        assertThat(telemetry.getSpans()).isEmpty();
    }

    private static KafkaSupervisors supervisors(Traces traces) {
        return new KafkaSupervisors(broker.settings(), new InMemoryObjectStore(), new SimpleMeterRegistry(), traces);
    }

    /** An epoch, its verdict from a decider, and what was applied. */
    private void train(Supervisor supervisor, Traces deciders) throws IOException {
        long sequence = supervisor.report(stamp -> epoch(stamp.sequence(), 1));
        answer(deciders);
        apply(supervisor, sequence);
    }

    private static void apply(Supervisor supervisor, long sequence) throws IOException {
        assertThat(supervisor.await(sequence, Duration.ofSeconds(30))).isPresent();
        supervisor.report(stamp -> new VerdictApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                sequence,
                0,
                1,
                List.of(),
                List.of(),
                List.of(),
                0.1));
    }

    /** As the callback service does, whose own part has its own test. */
    private void answer(Traces deciders) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !mine().isEmpty());
        TracedSpan decision = deciders.process(mine().get(0), "callback-deciders", TraceParent.NONE);
        ProducerRecord<String, byte[]> verdict = Records.of(
                broker.settings().topic(Topic.VERDICTS),
                new Verdict(
                        run,
                        1,
                        0,
                        Instant.EPOCH,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Ask.AT_EPOCH_END),
                "/test");
        TracedSpan sending = deciders.send(verdict, decision.context());
        decision.end();
        broker.send(verdict);
        sending.end();
    }

    private EpochEnded epoch(long sequence, int attempt) {
        return new EpochEnded(
                run,
                attempt,
                sequence,
                Instant.EPOCH,
                TrainingParams.of(RunQueueTest.SPEC),
                0,
                1,
                Metrics.NONE.with("loss", 2.0),
                0.1,
                1,
                false,
                List.of());
    }

    private List<ConsumerRecord<String, byte[]>> mine() {
        return broker.records(Topic.EVENTS).stream()
                .filter(record -> run.equals(record.key()))
                .toList();
    }

    private SpanData named(String name) {
        return telemetry.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The sending of an event, by its place among those that were sent. */
    private SpanData sent(int place) {
        return telemetry.getSpans().stream()
                .filter(span -> span.getName().equals("send training.events"))
                .toList()
                .get(place);
    }
}
