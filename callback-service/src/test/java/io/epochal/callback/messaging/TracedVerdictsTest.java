package io.epochal.callback.messaging;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.tracing.SpanTraces;
import io.epochal.tracing.TraceParent;
import io.epochal.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From the record that asks to the verdict: the decider's part of a trace, and what an attached program begins. */
class TracedVerdictsTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ASKED = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @TempDir
    private Path state;

    @RegisterExtension
    final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

    private final Traces traces = new SpanTraces(telemetry.getOpenTelemetry(), () -> {});

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    private final KafkaClients clients = new KafkaClients(Map.of(), "training.");
    private final ServiceProducers producers = new ServiceProducers(clients) {
        @Override
        synchronized Producer<String, byte[]> forChannels() {
            return kafka;
        }

        @Override
        synchronized Producer<String, byte[]> forRequests() {
            return kafka;
        }
    };

    @Test
    void aVerdictIsInTheTraceOfItsQuestion() throws Exception {
        decide(traces, question(epoch("run", "EarlyStopping"), ASKED));

        SpanData decision = named("process training.events");
        SpanData sending = named("send training.verdicts");
        assertThat(telemetry.getSpans()).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(decision.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(sending.getParentSpanId()).isEqualTo(decision.getSpanId());
        assertThat(parent(kafka.history().get(0))).contains(TRACE, sending.getSpanId());
    }

    /** The group may hand a record out a second time, and a trainer may ask again: each is decided below its own question. */
    @Test
    void aQuestionThatIsDecidedTwiceIsInOneTrace() throws Exception {
        decide(traces, question(epoch("run", "EarlyStopping"), ASKED));
        decide(traces, question(epoch("run", "EarlyStopping"), ASKED));

        assertThat(kafka.history()).hasSize(2);
        assertThat(telemetry.getSpans())
                .hasSize(4)
                .extracting(SpanData::getTraceId)
                .containsOnly(TRACE);
    }

    @Test
    void aCallbackThatFailsIsAnErrorInTheTraceOfTheVerdictThatFailsTheRun() throws Exception {
        decide(traces, question(epoch("run", "EarlyStoping"), ASKED));

        assertThat(named("process training.events").getStatus().getStatusCode())
                .isEqualTo(StatusData.error().getStatusCode());
        assertThat(named("send training.verdicts").getTraceId()).isEqualTo(TRACE);
    }

    @Test
    void aBrokenHeaderChangesNoVerdict() throws Exception {
        decide(Traces.OFF, question(epoch("run", "EarlyStopping"), ""));
        for (String header : List.of("00", "00-" + TRACE, ASKED.replace('-', '_'), "\0".repeat(100_000))) {
            decide(traces, question(epoch("run", "EarlyStopping"), header));
        }

        assertThat(kafka.history()).hasSize(5).allSatisfy(record -> assertThat(commands(record))
                .isEqualTo(commands(kafka.history().get(0))));
        assertThat(telemetry.getSpans()).extracting(SpanData::getTraceId).doesNotContain(TRACE);
    }

    @Test
    void offThereIsNoHeaderAndNoSpan() throws Exception {
        decide(Traces.OFF, question(epoch("run", "EarlyStopping"), ASKED));
        log(Traces.OFF).ask(List.of(epoch("run", "EarlyStopping")), TraceParent.of(ASKED));

        assertThat(kafka.history()).hasSize(3).allSatisfy(record -> assertThat(parent(record))
                .isEmpty());
        assertThat(telemetry.getSpans()).isEmpty();
    }

    @Test
    void whatAnAttachedProgramAsksIsBelowItsRequest() {
        log(traces).ask(List.of(epoch("run", "EarlyStopping")), TraceParent.of(ASKED));

        SpanData event = named("send training.events");
        SpanData verdict = named("send training.verdicts");
        assertThat(event.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(verdict.getParentSpanId()).isEqualTo(event.getSpanId());
        assertThat(kafka.history()).hasSize(2).allSatisfy(record -> assertThat(parent(record))
                .contains(TRACE));
    }

    /** The program says it again with the same header. */
    @Test
    void anEventThatIsSentAgainStaysInItsTrace() {
        kafka.sendException = new TimeoutException("away");
        var unused = log(traces).ask(List.of(epoch("run", "EarlyStopping")), TraceParent.of(ASKED));
        kafka.sendException = null;
        unused = log(traces).ask(List.of(epoch("run", "EarlyStopping")), TraceParent.of(ASKED));

        assertThat(telemetry.getSpans()).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(telemetry.getSpans().get(0).getStatus().getDescription()).isEqualTo("away");
    }

    private void decide(Traces with, ConsumerRecord<String, byte[]> question) throws Exception {
        VerdictPublisher verdicts = new VerdictPublisher(producers, new SilentFollower(), with, "training.", false);
        DeadLetterPublisher letters = new DeadLetterPublisher(
                new ServiceProducers(clients) {
                    @Override
                    synchronized Producer<String, byte[]> forChannels() {
                        return new MockProducer<>(
                                true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
                    }
                },
                "training.",
                new SimpleMeterRegistry());
        DecidingChannel channel = new DecidingChannel(
                verdicts,
                letters,
                reason -> {},
                CallbackProviders.NONE,
                with,
                state.toString(),
                Duration.ofSeconds(10));
        try {
            channel.handle(question);
            channel.settle();
        } finally {
            channel.close();
        }
    }

    private KafkaTrainerLog log(Traces with) {
        VerdictPublisher verdicts = new VerdictPublisher(producers, new SilentFollower(), with, "training.", false);
        return new KafkaTrainerLog(
                clients,
                producers,
                new SilentFollower(),
                new KnownRuns(clients),
                new ImmediateVerdicts(true),
                verdicts,
                with);
    }

    private static ConsumerRecord<String, byte[]> question(Message event, String header) {
        ProducerRecord<String, byte[]> sent = Records.of("training.events", event, "/test");
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(sent.topic(), 0, 7, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        record.headers().add(TraceParent.HEADER, header.getBytes(US_ASCII));
        return record;
    }

    private static TrainingEvent.Barrier epoch(String run, String callback) {
        RunSpec spec = Specs.with(List.of(), List.of(Map.of("type", callback, "patience", 0)));
        return new EpochEnded(
                run,
                1,
                1,
                Instant.EPOCH,
                TrainingParams.of(spec),
                0,
                1,
                Metrics.NONE.with("val_loss", 2.0),
                0.1,
                1,
                false,
                spec.callbacks());
    }

    private static String commands(ProducerRecord<String, byte[]> verdict) {
        return new String(verdict.value(), US_ASCII).replaceAll("\"time\":\"[^\"]*\"", "");
    }

    private static String parent(ProducerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader(TraceParent.HEADER);
        return header == null ? "" : new String(header.value(), US_ASCII);
    }

    private SpanData named(String name) {
        return telemetry.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
