package io.epochal.callback.api.events;

import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.EventLog.Reading;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.runs.RunDirectory;
import io.epochal.protocol.RevokedEnds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events that a subscriber wants, and knows whether more can come.
 *
 * <p>A subscription that begins at or behind an event of the run starts at once. One that begins elsewhere, at the end for example,
 * gets nothing of what is before, but that is read: it shows whether there is such a run, and whether it is over.
 */
final class EventCursor implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final EventSubscription subscription;
    private final RequestedRuns requested;
    private final Reading reading;
    private final long first;
    private RunCompletion completion = RunCompletion.UNKNOWN;
    private List<LoggedEvent> found = List.of();
    private @Nullable LogPosition place;
    private @Nullable LogPosition passed;
    private RevokedEnds revoked = RevokedEnds.NONE;

    /**
     * Opens the log at the subscription's start.
     *
     * @throws ProblemException for a start that is not in the log
     */
    static EventCursor open(EventLog log, RequestedRuns requested, EventSubscription subscription)
            throws LogUnavailableException {
        Reading reading = log.open(subscription.run());
        try {
            return new EventCursor(reading, requested, subscription);
        } catch (RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    private EventCursor(Reading reading, RequestedRuns requested, EventSubscription subscription) {
        this.reading = reading;
        this.requested = requested;
        this.subscription = subscription;
        this.first = subscription.start().first(reading.extent());
        this.place = subscription.start().place().orElse(null);
        long beginning = reading.extent().beginning();
        reading.seek(place == null ? beginning : Math.max(beginning, place.offset()));
    }

    /**
     * Reads until there is a wanted event, until everything has been read, or until the limit.
     *
     * @return whether anything can come: false when the run is over and nothing is left of it to be read
     * @throws ProblemException when there is no such run: no event, and no request
     * @throws LogUnavailableException when that cannot be found out within the limit
     */
    boolean look(Duration limit) throws LogUnavailableException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean all = false;
        while (found.isEmpty() && !all && System.nanoTime() < deadline) {
            found = read(GLANCE);
            // Asking how far the log goes may wait for a fetch; who has found something need not know.
            all = found.isEmpty() && place == null && reading.caughtUp();
        }
        // Without a position the run was looked up before, in the directory of all runs.
        boolean lookedUp = subscription.start().place().isEmpty();
        if (!completion.known() && (all || !lookedUp) && request().isEmpty()) {
            if (all) {
                throw RunDirectory.unknown(subscription.run());
            }
            throw new LogUnavailableException("no event of the run has been found in time; the log is long", null);
        }
        return !found.isEmpty() || !over();
    }

    /** The next wanted events, in order; empty when none came within the limit. */
    List<LoggedEvent> next(Duration limit) throws LogUnavailableException {
        List<LoggedEvent> next = found.isEmpty() ? read(limit) : found;
        found = List.of();
        return next;
    }

    /** Whether nothing more can come: the run has ended, everything is read, and no request resumes it. */
    boolean over() throws LogUnavailableException {
        if (!completion.over() || !reading.caughtUp()) {
            return false;
        }
        if (!revoked.includes(completion.ended())) {
            revoked = request().orElse(RevokedEnds.NONE);
        }
        return !revoked.includes(completion.ended());
    }

    /** The run's last event that was read, wanted or not: a client that reconnects need not skip it again. */
    Optional<LogPosition> passed() {
        return Optional.ofNullable(passed);
    }

    @Override
    public void close() {
        reading.close();
    }

    private Optional<RevokedEnds> request() throws LogUnavailableException {
        return requested.revokedEnds(subscription.run());
    }

    private List<LoggedEvent> read(Duration limit) throws LogUnavailableException {
        List<LoggedEvent> read = reading.next(limit);
        if (place != null && !arrived(place, read)) {
            return List.of();
        }
        read.forEach(this::apply);
        return read.stream()
                .filter(event -> event.position().offset() >= first)
                .filter(subscription.types()::wants)
                .toList();
    }

    /** Whether the run has an event at the subscriber's position. If not, the run is read from its beginning. */
    private boolean arrived(LogPosition expected, List<LoggedEvent> read) {
        if (read.isEmpty() && !reading.caughtUp()) {
            return false;
        }
        place = null;
        boolean there = !read.isEmpty() && read.get(0).position().equals(expected);
        if (!there) {
            reading.seek(reading.extent().beginning());
        }
        return there;
    }

    private void apply(LoggedEvent event) {
        completion = completion.after(event);
        if (event.position().offset() >= first) {
            passed = event.position();
        }
    }
}
