package io.epochal.callback.summary;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the newest attempt of a run has got.
 *
 * @param position of the newest event
 * @param end of the newest attempt that has ended; null where none has
 * @param suspended whether its trainer was told to stop, and no other has the run since
 */
public record RunStanding(
        EventPosition position, RunSummary.@Nullable End end, RevokedEnds revoked, boolean suspended) {
    static final RunStanding NEW = new RunStanding(EventPosition.BEGINNING, null, RevokedEnds.NONE, false);

    static RunStanding of(RunSummary summary) {
        return new RunStanding(
                new EventPosition(summary.attempt(), summary.sequence()),
                summary.end(),
                new RevokedEnds(summary.revoked()),
                summary.suspended());
    }

    /** Whether this event is behind all others. */
    boolean isBefore(TrainingEvent event) {
        return position.isBefore(EventPosition.of(event));
    }

    RunStanding after(TrainingEvent event) {
        RunSummary.End newest =
                event instanceof RunEnded ended ? new RunSummary.End(ended.attempt(), ended.status()) : end;
        return new RunStanding(EventPosition.of(event), newest, revoked, event instanceof RunSuspended);
    }

    RunStanding after(RunRequested request) {
        return new RunStanding(position, end, revoked.with(request), suspended);
    }

    /** The newest attempt with an event, from 1; 0 before the first. */
    int attempt() {
        return position.attempt();
    }

    /** Where the run is, if no trainer has it; empty while one should. */
    Optional<RunPhase> withoutTrainer() {
        if (end != null && end.attempt() == attempt() && !revoked.includes(attempt())) {
            return Optional.of(RunPhase.of(end.status()));
        }
        if (attempt() == 0 || revoked.includes(attempt())) {
            return Optional.of(RunPhase.QUEUED);
        }
        return suspended ? Optional.of(RunPhase.SUSPENDED) : Optional.empty();
    }
}
