package io.epochal.callback.api.events;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CallerQuotas;
import io.epochal.callback.api.guard.OpenStreams;
import io.epochal.callback.api.guard.TokenDirectory;
import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.runs.RunDirectory;
import io.epochal.callback.guard.Requester;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The open streams. Each has a reader of the log and a thread of its own; none uses a thread that decides. */
@Startup
@ApplicationScoped
class EventStreams {
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** How many may search for their beginning at once, each on a thread that serves all requests. */
    private static final int OPENING = 64;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final EventLog log;
    private final RequestedRuns requested;
    private final RunDirectory runs;
    private final Duration heartbeat;
    private final Counter sent;
    private final TokenDirectory tokens;
    private final OpenStreams streams;
    private final Semaphore opening = new Semaphore(OPENING);
    private final ExecutorService threads = Executors.newCachedThreadPool(EventStreams::thread);
    private volatile boolean stopping;

    EventStreams(
            EventLog log,
            RequestedRuns requested,
            RunDirectory runs,
            TokenDirectory tokens,
            OpenStreams streams,
            MeterRegistry meters,
            @ConfigProperty(name = "epochal.api.heartbeat") Duration heartbeat) {
        this.log = log;
        this.requested = requested;
        this.runs = runs;
        this.tokens = tokens;
        this.streams = streams;
        this.heartbeat = heartbeat;
        this.sent = meters.counter("epochal.api.events");
    }

    /**
     * Writes to the client on a thread of its own, and returns once that has begun.
     *
     * @param who asks; the stream ends when they may not see it any more
     * @throws WebApplicationException instead: 204 when the run is over and nothing is left of it to be read, or a problem
     * @throws LogUnavailableException where the beginning cannot be found in time
     */
    void start(Requester who, EventSubscription subscription, SseWriter writer) throws LogUnavailableException {
        CallerQuotas.OpenStream permit = streams.open(who);
        boolean started = false;
        try {
            started = open(who, subscription, writer, permit);
        } finally {
            if (!started) {
                permit.close();
            }
        }
        if (!started) {
            throw new WebApplicationException(Response.noContent().build());
        }
    }

    private boolean open(
            Requester who, EventSubscription subscription, SseWriter writer, CallerQuotas.OpenStream permit)
            throws LogUnavailableException {
        if (!opening.tryAcquire()) {
            throw RequestExecutor.busy();
        }
        try {
            // An event's position shows by itself whether it is the run's.
            if (subscription.start().place().isEmpty()) {
                runs.require(subscription.run());
            }
            return begin(who, EventCursor.open(log, requested, subscription), writer, permit);
        } finally {
            opening.release();
        }
    }

    private boolean begin(Requester who, EventCursor cursor, SseWriter writer, CallerQuotas.OpenStream permit)
            throws LogUnavailableException {
        boolean started = false;
        try {
            if (cursor.look(LOOK)) {
                // Here, on the request's own thread: later it would write the response's head a second time.
                writer.comment("events");
                EventStream stream = new EventStream(cursor, writer, heartbeat, sent::increment);
                threads.execute(() -> run(who, stream, cursor, writer, permit));
                started = true;
            }
            return started;
        } catch (IOException e) {
            throw new WebApplicationException(e);
        } finally {
            if (!started) {
                cursor.close();
            }
        }
    }

    private void run(
            Requester who, EventStream stream, EventCursor cursor, SseWriter writer, CallerQuotas.OpenStream permit) {
        try {
            stream.run(() -> stopping || !tokens.holds(who));
        } finally {
            // First: closing the reader waits for its last fetch, and the client may be back by then.
            permit.close();
            cursor.close();
            writer.close();
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        stopping = true;
        threads.shutdown();
        if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "events-stream-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
