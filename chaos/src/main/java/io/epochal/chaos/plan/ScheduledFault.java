package io.epochal.chaos.plan;

import java.time.Duration;

/**
 * A fault and its time.
 *
 * @param after since the request to train was sent
 */
public record ScheduledFault(Duration after, Fault fault) {
    @Override
    public String toString() {
        return after.toMillis() + " ms: " + fault.words();
    }
}
