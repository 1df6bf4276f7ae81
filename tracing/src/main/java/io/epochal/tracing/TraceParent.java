package io.epochal.tracing;

import org.jspecify.annotations.Nullable;

/**
 * The span that something belongs below, as W3C's Trace Context writes it. It comes from outside and may be anything: what is no
 * {@code traceparent} names no span.
 *
 * @param text the header's value; empty for none
 */
public record TraceParent(String text) {
    /** The header of HTTP requests and of records. */
    public static final String HEADER = "traceparent";

    /** No span: what is below it begins a trace. */
    public static final TraceParent NONE = new TraceParent("");

    /** Version 00 has 55 characters; later versions may append to it. */
    private static final int LONGEST = 256;

    /** What a header says, if there is one. */
    public static TraceParent of(@Nullable String header) {
        return header == null || header.isEmpty() || header.length() > LONGEST ? NONE : new TraceParent(header);
    }
}
