package io.epochal.callback.recording.alert;

import java.time.Duration;

/**
 * How a destination that fails is asked again.
 *
 * @param timeout of one try
 * @param first the pause after the first failure; each further one doubles it
 * @param longest such pause
 * @param giveUp how old an alert becomes at most, after at least {@value #LEAST_TRIES} tries
 */
record RetryPolicy(Duration timeout, Duration first, Duration longest, Duration giveUp) {
    static final int LEAST_TRIES = 3;
    static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(4));

    /** @param failures of the destination, one after the other, at least 1 */
    Duration pause(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(20, failures - 1));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
