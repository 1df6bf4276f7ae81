package io.epochal.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTracesTest {
    private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @RegisterExtension
    final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

    private final Traces traces = new SpanTraces(telemetry.getOpenTelemetry(), () -> {});

    @Test
    void whatHandlesARecordIsBelowWhatSentIt() {
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>("topic", "run", new byte[] {1});
        TracedSpan root = traces.begin("barrier", Map.of("epochal.run", "run"), TraceParent.NONE);
        TracedSpan send = traces.send(sent, root.context());
        traces.process(received(sent), "group", TraceParent.NONE).end();
        send.end();
        root.end();

        SpanData processed = named("process topic");
        SpanData sending = named("send topic");
        assertThat(processed.getParentSpanId()).isEqualTo(sending.getSpanId());
        assertThat(sending.getParentSpanId()).isEqualTo(named("barrier").getSpanId());
        assertThat(telemetry.getSpans()).extracting(SpanData::getTraceId).containsOnly(processed.getTraceId());
        assertThat(sending.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(processed.getKind()).isEqualTo(SpanKind.CONSUMER);
    }

    /** A record that was sent once has headers that Kafka has closed. */
    @Test
    void aRecordThatIsSentAgainNamesItsFirstTry() {
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>("topic", "run", new byte[] {1});
        TracedSpan first = traces.send(sent, TraceParent.of(GOOD));
        first.failed(new IllegalStateException("no broker"));
        ((RecordHeaders) sent.headers()).setReadOnly();
        traces.send(sent, TraceParent.of(GOOD)).end();

        assertThat(traces.named(received(sent))).isEqualTo(first.context());
        assertThat(telemetry.getSpans())
                .extracting(SpanData::getParentSpanId)
                .containsExactly("00f067aa0ba902b7", "00f067aa0ba902b7");
        assertThat(telemetry.getSpans().get(0).getStatus())
                .isEqualTo(StatusData.create(io.opentelemetry.api.trace.StatusCode.ERROR, "no broker"));
    }

    @Test
    void whatGoesOnFromAnotherTraceIsLinkedToItAndNotBelowIt() {
        traces.begin("barrier", Map.of(), TraceParent.of(GOOD)).end();

        SpanData span = named("barrier");
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getLinks()).singleElement().satisfies(link -> assertThat(
                        link.getSpanContext().getTraceId())
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E473Z-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\u0661",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void whatIsNoTraceparentBeginsATrace(String header) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("topic", "run", new byte[0]);
        record.headers().add(TraceParent.HEADER, header.getBytes(UTF_8));

        traces.process(received(record), "group", TraceParent.of(header)).end();

        assertThat(named("process topic").getParentSpanContext().isValid()).isFalse();
    }

    /** Any bytes, of any length, in any number of headers; what is not ours stays as it is. */
    @Tag("slow")
    @Test
    @Timeout(20)
    void nothingInAHeaderIsThrown() {
        Random random = new Random(204);
        for (int i = 0; i < 5_000; i++) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>("topic", random.nextBoolean() ? null : "run", new byte[0]);
            for (int header = random.nextInt(4); header > 0; header--) {
                record.headers().add(random.nextInt(4) == 0 ? "ce_id" : TraceParent.HEADER, mutated(random));
            }
            List<Header> before = List.of(record.headers().toArray());
            traces.process(received(record), "group", TraceParent.NONE).end();
            traces.send(record, traces.named(received(record))).end();
            assertThat(List.of(record.headers().toArray())).containsAll(before);
        }
        assertThat(telemetry.getSpans()).hasSize(10_000);
    }

    private static byte @Nullable [] mutated(Random random) {
        if (random.nextInt(10) == 0) {
            return null;
        }
        byte[] bytes = random.nextInt(3) == 0 ? new byte[random.nextInt(3_000)] : GOOD.getBytes(UTF_8);
        for (int change = random.nextInt(3); change > 0 && bytes.length > 0; change--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private SpanData named(String name) {
        return telemetry.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> sent) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(sent.topic(), 0, 7, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }
}
