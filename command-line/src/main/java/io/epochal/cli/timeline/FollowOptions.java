package io.epochal.cli.timeline;

import io.epochal.cli.run.RunDetails;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;

/**
 * How a run is followed.
 *
 * @param cancels whether Ctrl-C cancels the run; else it only leaves
 * @param takenBack the newest attempt whose end does not count any more, or 0
 * @param attempt of the last event that is not shown any more, as {@code sequence}
 */
public record FollowOptions(boolean cancels, int takenBack, int attempt, long sequence) {
    /** By whoever has begun it. */
    public static final FollowOptions OWN = new FollowOptions(true, 0, 0, -1);

    /** By somebody who only looks, from the beginning. */
    public static FollowOptions watching(RunDetails story) {
        return new FollowOptions(false, story.takenBack(), 0, -1);
    }

    /** By whoever makes it go on after its end. */
    public static FollowOptions resuming(RunDetails story) {
        return watching(story).behind(story).cancelling(story.attempt());
    }

    /** Only what comes after all that is told by now. */
    public FollowOptions behind(RunDetails story) {
        return new FollowOptions(cancels, takenBack, story.attempt(), story.sequence());
    }

    private FollowOptions cancelling(int ended) {
        return new FollowOptions(true, ended, attempt, sequence);
    }

    public boolean shows(TrainingEvent event) {
        return event instanceof BatchEnded
                || event.attempt() > attempt
                || (event.attempt() == attempt && event.sequence() > sequence);
    }

    public boolean endsWith(RunEnded ended) {
        return ended.attempt() > takenBack;
    }
}
