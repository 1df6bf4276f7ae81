package io.epochal.cli;

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
record Following(boolean cancels, int takenBack, int attempt, long sequence) {
    /** By whoever has begun it. */
    static final Following OWN = new Following(true, 0, 0, -1);

    /** By somebody who only looks, from the beginning. */
    static Following watching(Story story) {
        return new Following(false, story.takenBack(), 0, -1);
    }

    /** By whoever makes it go on after its end. */
    static Following resuming(Story story) {
        return watching(story).behind(story).cancelling(story.attempt());
    }

    /** Only what comes after all that is told by now. */
    Following behind(Story story) {
        return new Following(cancels, takenBack, story.attempt(), story.sequence());
    }

    private Following cancelling(int ended) {
        return new Following(true, ended, attempt, sequence);
    }

    boolean shows(TrainingEvent event) {
        return event instanceof BatchEnded
                || event.attempt() > attempt
                || (event.attempt() == attempt && event.sequence() > sequence);
    }

    boolean endsWith(RunEnded ended) {
        return ended.attempt() > takenBack;
    }
}
