package io.epochal.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The header as OpenTelemetry reads and writes it. {@code tracestate}, which other systems put beside it, is not handed on. */
final class ParentHeader {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    /** More than any {@link TraceParent} has; a header may be of any size. */
    private static final int MOST_BYTES = 1024;

    private static final TextMapGetter<TraceParent> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceParent carrier) {
            return List.of(TraceParent.HEADER);
        }

        @Override
        public @Nullable String get(@Nullable TraceParent carrier, String name) {
            return carrier != null && name.equals(TraceParent.HEADER) ? carrier.text() : null;
        }
    };

    private ParentHeader() {}

    /** What is below this; the root where it names no span. */
    static Context read(TraceParent parent) {
        return parent.equals(TraceParent.NONE) ? Context.root() : W3C.extract(Context.root(), parent, GETTER);
    }

    /** What names this span. */
    static TraceParent write(Span span) {
        AtomicReference<String> header = new AtomicReference<>("");
        W3C.inject(Context.root().with(span), header, (carrier, name, value) -> {
            if (carrier != null && name.equals(TraceParent.HEADER)) {
                carrier.set(value);
            }
        });
        return TraceParent.of(header.get());
    }

    /** A header's beginning; what is not UTF-8 is replaced. */
    static String text(byte[] value) {
        return new String(value, 0, Math.min(value.length, MOST_BYTES), StandardCharsets.UTF_8);
    }
}
