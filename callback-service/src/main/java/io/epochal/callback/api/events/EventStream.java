package io.epochal.callback.api.events;

import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.LoggedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends events from the log to one client until the run is over or the client has disconnected. Reads no further than it has
 * written.
 */
final class EventStream {
    private static final Logger LOG = Logger.getLogger(EventStream.class);
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final EventCursor cursor;
    private final SseWriter writer;
    private final Duration heartbeat;
    private final Runnable sent;
    private @Nullable LogPosition last;
    private long lastWrite;

    /**
     * @param heartbeat the longest time without a line
     * @param sent called for each event that was written
     */
    EventStream(EventCursor cursor, SseWriter writer, Duration heartbeat, Runnable sent) {
        this.cursor = cursor;
        this.writer = writer;
        this.heartbeat = heartbeat;
        this.sent = sent;
        this.lastWrite = System.nanoTime();
    }

    /** @param stopping whether the service is stopping, so that the client must reconnect elsewhere */
    void run(BooleanSupplier stopping) {
        try {
            boolean over = false;
            while (!over && !writer.closed() && !stopping.getAsBoolean()) {
                writeNext();
                over = cursor.over();
                if (over || System.nanoTime() - lastWrite >= heartbeat.toNanos()) {
                    beat(over);
                }
            }
        } catch (IOException e) {
            LOG.debugf("a stream of events ends: %s", e.getMessage());
        } catch (LogUnavailableException e) {
            LOG.warnf("a stream of events ends, and its client may reconnect: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a stream of events ends by a failure of this service", e);
        }
    }

    private void writeNext() throws IOException, LogUnavailableException {
        Duration glance = heartbeat.compareTo(GLANCE) < 0 ? heartbeat : GLANCE;
        for (LoggedEvent event : cursor.next(glance)) {
            writer.write(event);
            sent.run();
            last = event.position();
            lastWrite = System.nanoTime();
        }
    }

    private void beat(boolean over) throws IOException {
        Optional<LogPosition> passed = cursor.passed().filter(position -> !position.equals(last));
        if (passed.isPresent()) {
            writer.passed(passed.get());
            last = passed.get();
        } else if (!over) {
            writer.comment("heartbeat");
        }
        lastWrite = System.nanoTime();
    }
}
