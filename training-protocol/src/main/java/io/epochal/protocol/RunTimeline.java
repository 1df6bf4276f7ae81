package io.epochal.protocol;

import io.epochal.protocol.TrainingEvent.RunEnded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of a run's events are true, given all that were published so far; the rules are those of {@code docs/events.md}.
 *
 * <ul>
 *   <li>An event at or before the position of one already added changes nothing: it is a repeat, or an older attempt published it.
 *   <li>{@link TrainingEvent.Start} and {@link TrainingEvent.Resumption} make earlier events void, see {@link
 *       TrainingEvent#voids(EventPosition)}. No other event does.
 *   <li>A {@link RunRequested} with {@link RunRequested.TakenBack} revokes an end. It makes no event void; the attempt that
 *       resumes the run does.
 * </ul>
 *
 * Add the events in their order in the log. When a request is added does not matter, since topics have no order between them. Not
 * thread-safe.
 */
public final class RunTimeline {
    private final Function<TrainingEvent, Optional<TrainingEvent>> keep;
    private final List<TrainingEvent> events = new ArrayList<>();
    private EventPosition position = EventPosition.BEGINNING;
    private @Nullable RunEnded end;
    private RevokedEnds revoked = RevokedEnds.NONE;

    /** One that keeps every event that is true. */
    public RunTimeline() {
        this(Optional::of);
    }

    /**
     * One that keeps less in memory.
     *
     * @param keep what to keep of an event, at the same position; empty for nothing
     */
    public RunTimeline(Function<TrainingEvent, Optional<TrainingEvent>> keep) {
        this.keep = keep;
    }

    /** The events of one run that are true after all of these, in their order. */
    public static List<TrainingEvent> trueEvents(Iterable<? extends TrainingEvent> log) {
        RunTimeline timeline = new RunTimeline();
        log.forEach(timeline::add);
        return timeline.events();
    }

    /** Adds the next event of the log; false when it changes nothing. */
    public boolean add(TrainingEvent event) {
        if (!position.isBefore(EventPosition.of(event))) {
            return false;
        }
        position = EventPosition.of(event);
        // Positions only rise, so what is void is always at the end.
        int kept = events.size();
        while (kept > 0 && event.voids(EventPosition.of(events.get(kept - 1)))) {
            kept--;
        }
        events.subList(kept, events.size()).clear();
        if (event instanceof RunEnded ended) {
            end = ended;
        }
        keep.apply(event).ifPresent(events::add);
        return true;
    }

    /** Adds a request to train the run: it may revoke the end of an attempt. */
    public void add(RunRequested request) {
        revoked = revoked.with(request);
    }

    /** As after requests that revoke these ends. */
    public void revoke(RevokedEnds ends) {
        revoked = ends.newest() > revoked.newest() ? ends : revoked;
    }

    /** What is kept of the events that are true, in their order; follows what is added. */
    public List<TrainingEvent> events() {
        return Collections.unmodifiableList(events);
    }

    /** The position of the newest event; {@link EventPosition#BEGINNING} before the first. */
    public EventPosition position() {
        return position;
    }

    /** How the run ended; empty while it has not, or where that end was revoked. */
    public Optional<RunEnded> end() {
        return Optional.ofNullable(end)
                .filter(one -> one.attempt() == position.attempt() && !revoked.includes(one.attempt()));
    }

    /** Which ends were revoked. */
    public RevokedEnds revokedEnds() {
        return revoked;
    }
}
