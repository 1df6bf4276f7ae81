package io.epochal.callback.api.events;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection whose other side takes everything at once, or nothing. */
final class ScriptedClient implements SseEventSink {
    private final AtomicInteger offered = new AtomicInteger();
    private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    void stop() {
        taken = new CompletableFuture<>();
    }

    void go() {
        taken.complete(null);
    }

    int offered() {
        return offered.get();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
        offered.incrementAndGet();
        return taken;
    }

    @Override
    public void close() {
        closed = true;
    }
}
