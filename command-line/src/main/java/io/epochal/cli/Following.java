package io.epochal.cli;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;

/**
 * How a run is followed.
 *
 * @param cancels whether Ctrl-C cancels the run; else it only leaves
 * @param takenBack the newest attempt whose end does not count any more, or 0
 * @param shown the position of the last event that is not shown any more
 */
record Following(boolean cancels, int takenBack, EventPosition shown) {
    /** By whoever has begun it. */
    static final Following OWN = new Following(true, 0, EventPosition.BEGINNING);

    /** By somebody who only looks, from the beginning. */
    static Following watching(RunDetails story) {
        return new Following(false, story.takenBack(), EventPosition.BEGINNING);
    }

    /** By whoever makes it go on after its end. */
    static Following resuming(RunDetails story) {
        return watching(story).behind(story).cancelling(story.attempt());
    }

    /** Only what comes after all that is told by now. */
    Following behind(RunDetails story) {
        return new Following(cancels, takenBack, story.position());
    }

    private Following cancelling(int ended) {
        return new Following(true, ended, shown);
    }

    boolean shows(RunEvent event) {
        return !(event instanceof TrainingEvent numbered) || shown.isBefore(EventPosition.of(numbered));
    }

    boolean endsWith(RunEnded ended) {
        return ended.attempt() > takenBack;
    }
}
