package io.epochal.cli.timeline;

import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;

/**
 * How a run is followed.
 *
 * @param cancels whether Ctrl-C cancels the run; otherwise it only stops following
 * @param revoked ends with which it is followed on
 * @param shown the position of the last event that is not shown any more
 */
public record FollowOptions(boolean cancels, RevokedEnds revoked, EventPosition shown) {
    /** For the command that starts the run. */
    public static final FollowOptions START = new FollowOptions(true, RevokedEnds.NONE, EventPosition.BEGINNING);

    /** For a command that only shows the run, from the beginning. */
    public static FollowOptions watch(RunDetails run) {
        return new FollowOptions(false, run.revokedEnds(), EventPosition.BEGINNING);
    }

    /** For the command that resumes the run after its end. */
    public static FollowOptions resume(RunDetails run) {
        return new FollowOptions(true, new RevokedEnds(run.attempt()), run.position());
    }

    /** The same without the events that were read by now. */
    public FollowOptions onlyAfter(RunDetails run) {
        return new FollowOptions(cancels, revoked, run.position());
    }

    public boolean shows(RunEvent event) {
        return !(event instanceof TrainingEvent numbered) || shown.isBefore(EventPosition.of(numbered));
    }

    public boolean endsWith(RunEnded ended) {
        return !revoked.includes(ended.attempt());
    }
}
