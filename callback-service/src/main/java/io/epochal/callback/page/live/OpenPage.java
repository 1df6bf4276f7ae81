package io.epochal.callback.page.live;

import io.epochal.callback.api.guard.CallerQuotas;
import io.epochal.callback.api.log.IndexUnavailableException;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An open page that is told when what it shows has changed. It is told nothing while it has not taken what was said before. */
final class OpenPage {
    private static final long TIMEOUT_NANOS = Duration.ofMinutes(1).toNanos();

    private final Sse sse;
    private final SseEventSink sink;
    private final Shown shown;
    private final Lifetime lifetime;
    private final long heartbeatNanos;
    private long told = -1;
    private long toldAt = System.nanoTime();
    private @Nullable CompletionStage<?> under;

    /** What a page shows. */
    interface Shown {
        /** Another number after each change. */
        long version() throws IndexUnavailableException;
    }

    /**
     * How long a page is told.
     *
     * @param heartbeat the longest time without a line
     * @param allowed whether who has opened it may still see it
     * @param permit counts while the page is open
     */
    record Lifetime(Duration heartbeat, BooleanSupplier allowed, CallerQuotas.OpenStream permit) {}

    OpenPage(Sse sse, SseEventSink sink, Shown shown, Lifetime lifetime) {
        this.sse = sse;
        this.sink = sink;
        this.shown = shown;
        this.lifetime = lifetime;
        this.heartbeatNanos = lifetime.heartbeat().toNanos();
    }

    /** Says that there was a change, if there was; false where the page is gone. */
    boolean tell() {
        if (sink.isClosed()) {
            return false;
        }
        if (!lifetime.allowed().getAsBoolean()) {
            return false;
        }
        long silent = System.nanoTime() - toldAt;
        if (under != null && !under.toCompletableFuture().isDone()) {
            return silent <= TIMEOUT_NANOS;
        }
        long version = version();
        if (version != told) {
            send(sse.newEventBuilder().name("changed").data(String.class, Long.toString(version)));
            told = version;
        } else if (silent > heartbeatNanos) {
            send(sse.newEventBuilder().comment("heartbeat"));
        }
        return true;
    }

    /** Where the list cannot be read, nothing has changed that could be shown. */
    private long version() {
        try {
            return shown.version();
        } catch (IndexUnavailableException e) {
            return told;
        }
    }

    private void send(OutboundSseEvent.Builder event) {
        toldAt = System.nanoTime();
        under = sink.send(event.build());
    }

    /** To be called once. */
    void close() {
        lifetime.permit().close();
        if (!sink.isClosed()) {
            sink.close();
        }
    }
}
