package io.epochal.callback.api.events;

import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.Wire;

/**
 * Whether a run is over, as far as its events tell.
 *
 * @param known whether there are any
 * @param attempt the newest that has said something
 * @param ended the newest that has ended while nobody knew of a newer one; 0 for none
 */
record RunCompletion(boolean known, int attempt, int ended) {
    static final RunCompletion NOTHING = new RunCompletion(false, 0, 0);
    private static final String ENDED = Wire.type(RunEnded.class);

    /** An older attempt's trainer may not know yet that it lost the run; what it says ends nothing. */
    RunCompletion hear(LoggedEvent event) {
        int speaker = event.attempt();
        boolean ends = event.type().equals(ENDED) && speaker >= attempt;
        return new RunCompletion(true, Math.max(attempt, speaker), ends ? speaker : ended);
    }

    /** Nobody has gone on since; somebody may have asked for it. */
    boolean over() {
        return ended > 0 && ended >= attempt;
    }
}
