package io.epochal.callback.recording.folder;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunResumed;

/** An event's place in its run's story: all of a later attempt is later than all of an earlier one. */
public record Moment(int attempt, long sequence) {
    /** Before every event. */
    public static final Moment BEGINNING = new Moment(0, 0);

    public static Moment of(TrainingEvent event) {
        return new Moment(event.attempt(), event.sequence());
    }

    /** The first one that a resume makes void. Never {@code RunStarted}, which the attempt that goes on does not say again. */
    public static Moment firstVoid(RunResumed resumed) {
        return new Moment(resumed.fromAttempt(), Math.max(1, resumed.fromSequence()));
    }

    public boolean isBefore(Moment other) {
        return attempt < other.attempt || (attempt == other.attempt && sequence < other.sequence);
    }
}
