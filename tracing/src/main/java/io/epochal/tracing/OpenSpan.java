package io.epochal.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A span of OpenTelemetry. */
record OpenSpan(Span span) implements TracedSpan {
    @Override
    public TraceParent context() {
        return ParentHeader.write(span);
    }

    @Override
    public void stored(RecordMetadata place) {
        span.setAttribute("messaging.destination.partition.id", Integer.toString(place.partition()));
        if (place.hasOffset()) {
            span.setAttribute("messaging.kafka.offset", place.offset());
        }
        span.end();
    }

    @Override
    public void failed(Throwable fault) {
        span.setStatus(StatusCode.ERROR, String.valueOf(fault.getMessage()));
        span.setAttribute("error.type", fault.getClass().getName());
        span.end();
    }

    @Override
    public void end() {
        span.end();
    }
}
