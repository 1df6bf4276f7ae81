package io.epochal.trainer.run;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a run waits for a verdict.
 *
 * @param verdictTimeout after which it goes on on trial
 * @param giveUpAfter after which it fails, counted from the barrier event; empty for never
 * @param tries whether it goes on on trial at the next event, or waits: where a trial was void, the same verdict would come as late
 *     again, and the run would never get further
 */
public record Patience(Duration verdictTimeout, Optional<Duration> giveUpAfter, boolean tries) {
    /** Five seconds until a trial, and no end. */
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(5), Optional.empty());

    public Patience(Duration verdictTimeout, Optional<Duration> giveUpAfter) {
        this(verdictTimeout, giveUpAfter, true);
    }

    Patience waiting() {
        return new Patience(verdictTimeout, giveUpAfter, false);
    }

    Patience trying() {
        return new Patience(verdictTimeout, giveUpAfter, true);
    }
}
