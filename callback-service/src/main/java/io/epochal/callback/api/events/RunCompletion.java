package io.epochal.callback.api.events;

import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.Wire;

/**
 * Whether a run is over, by the events that were read so far.
 *
 * @param known whether there are any
 * @param attempt the newest that has published an event
 * @param ended the newest that has ended before a newer one began; 0 for none
 */
record RunCompletion(boolean known, int attempt, int ended) {
    static final RunCompletion UNKNOWN = new RunCompletion(false, 0, 0);
    private static final String ENDED = Wire.type(RunEnded.class);

    /** An older attempt's trainer may not know yet that it lost the run; its events end nothing. */
    RunCompletion after(LoggedEvent event) {
        int publisher = event.attempt();
        boolean ends = event.type().equals(ENDED) && publisher >= attempt;
        return new RunCompletion(true, Math.max(attempt, publisher), ends ? publisher : ended);
    }

    /** Whether no newer attempt has begun; one may have been requested. */
    boolean over() {
        return ended > 0 && ended >= attempt;
    }
}
