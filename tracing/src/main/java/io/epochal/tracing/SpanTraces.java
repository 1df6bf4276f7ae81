package io.epochal.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Spans of OpenTelemetry, named and described as its conventions for messaging say (semantic conventions 1.37). */
public final class SpanTraces implements Traces {
    private final Tracer tracer;
    private final Runnable close;

    /** @param close exports what is left */
    public SpanTraces(OpenTelemetry telemetry, Runnable close) {
        this.tracer = telemetry.getTracer("io.epochal");
        this.close = close;
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public TracedSpan begin(String name, Map<String, String> attributes, TraceParent link) {
        SpanBuilder span = tracer.spanBuilder(name).setNoParent();
        SpanContext linked = Span.fromContext(ParentHeader.read(link)).getSpanContext();
        if (linked.isValid()) {
            span.addLink(linked);
        }
        attributes.forEach(span::setAttribute);
        return new OpenSpan(span.startSpan());
    }

    @Override
    public TracedSpan send(ProducerRecord<String, byte[]> record, TraceParent parent) {
        SpanBuilder builder = described("send", record.topic(), record.key(), record.headers())
                .setParent(ParentHeader.read(parent))
                .setSpanKind(SpanKind.PRODUCER);
        TracedSpan span = new OpenSpan(builder.startSpan());
        if (record.headers().lastHeader(TraceParent.HEADER) == null) {
            record.headers().add(TraceParent.HEADER, span.context().text().getBytes(US_ASCII));
        }
        return span;
    }

    @Override
    public TracedSpan process(ConsumerRecord<String, byte[]> record, String reader, TraceParent instead) {
        Context above = ParentHeader.read(named(record));
        boolean named = Span.fromContext(above).getSpanContext().isValid();
        SpanBuilder builder = described("process", record.topic(), record.key(), record.headers())
                .setParent(named ? above : ParentHeader.read(instead))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.consumer.group.name", reader)
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset());
        return new OpenSpan(builder.startSpan());
    }

    private SpanBuilder described(String operation, String topic, String key, Headers headers) {
        SpanBuilder span = tracer.spanBuilder(operation + " " + topic)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", operation)
                .setAttribute("messaging.operation.type", operation)
                .setAttribute("messaging.destination.name", topic);
        if (key != null) {
            span.setAttribute("messaging.kafka.message.key", shortened(key));
        }
        describe(span, "messaging.message.id", headers.lastHeader("ce_id"));
        describe(span, "cloudevents.event_type", headers.lastHeader("ce_type"));
        return span;
    }

    private static void describe(SpanBuilder span, String attribute, Header header) {
        if (header != null && header.value() != null) {
            span.setAttribute(attribute, shortened(ParentHeader.text(header.value())));
        }
    }

    /** A record may have a key and headers of any size. */
    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200);
    }

    @Override
    public TraceParent named(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader(TraceParent.HEADER);
        return header == null || header.value() == null
                ? TraceParent.NONE
                : TraceParent.of(ParentHeader.text(header.value()));
    }

    @Override
    public void close() {
        close.run();
    }
}
