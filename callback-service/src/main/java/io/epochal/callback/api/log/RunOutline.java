package io.epochal.callback.api.log;

import java.time.Instant;

/**
 * A run that a program trains and has not ended, by what tells whether it is lost.
 *
 * @param attempt the newest
 * @param heard when the log took its newest event
 * @param heartbeat the seconds for which it promises not to be silent
 */
public record RunOutline(int attempt, Instant heard, int heartbeat) {
    public RunOutline heard(Instant time) {
        return new RunOutline(attempt, time, heartbeat);
    }

    public boolean isLost(Instant now) {
        return heard.plusSeconds(heartbeat).isBefore(now);
    }
}
