package io.epochal.callback.api.events;

import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LoggedEvent;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes to one client, and returns only once the connection has taken it. So events are written as fast as the client reads.
 *
 * @param timeout how long a client may take nothing before it is disconnected
 */
record SseWriter(SseEventSink sink, Sse sse, Duration timeout) {
    void write(LoggedEvent event) throws IOException {
        send(sse.newEventBuilder()
                .id(event.position().toString())
                .name(event.type())
                .data(String.class, event.json()));
    }

    /** A line that clients ignore; it shows whether the client is still connected. */
    void comment(String text) throws IOException {
        send(sse.newEventBuilder().comment(text));
    }

    /** Sends how far the log has been read, for a client that reconnects; it is no event. */
    void passed(LogPosition position) throws IOException {
        send(sse.newEventBuilder().comment("passed").id(position.toString()));
    }

    boolean closed() {
        return sink.isClosed();
    }

    void close() {
        if (!sink.isClosed()) {
            sink.close();
        }
    }

    private void send(OutboundSseEvent.Builder event) throws IOException {
        try {
            sink.send(event.build()).toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalStateException | ExecutionException e) {
            throw new IOException("the client is gone: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("the client has taken nothing for " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the service is stopping");
        }
    }
}
