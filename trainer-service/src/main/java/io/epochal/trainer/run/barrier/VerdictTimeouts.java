package io.epochal.trainer.run.barrier;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a run waits for a verdict.
 *
 * @param verdictTimeout after which the run continues on trial
 * @param giveUpAfter after which it fails, counted from the barrier event; empty for never
 */
public record VerdictTimeouts(Duration verdictTimeout, Optional<Duration> giveUpAfter) {
    /** How long a wait for a verdict lasts between two looks at what else may end it. */
    static final Duration POLL = Duration.ofMillis(100);

    /** Five seconds until a trial, and no end. */
    public static final VerdictTimeouts DEFAULT = new VerdictTimeouts(Duration.ofSeconds(5), Optional.empty());
}
