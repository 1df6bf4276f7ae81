package io.epochal.trainer.run;

import io.epochal.checkpoint.Attempts;
import java.io.IOException;

/**
 * Keeps an attempt that has been given up from writing: a trainer that was paused past its lock finds here that another one has
 * claimed the run.
 */
final class Fence {
    private final Attempts attempts;
    private final int attempt;
    private volatile boolean passed;

    Fence(Attempts attempts, int attempt) {
        this.attempts = attempts;
        this.attempt = attempt;
    }

    /** Throws {@link Superseded} when this attempt may write no more. */
    void require() throws IOException {
        if (attempts.last() > attempt) {
            passed = true;
            throw new Superseded("attempt " + attempt + " was given up: another trainer goes on with the run");
        }
    }

    /** Whether that was found out. */
    boolean passed() {
        return passed;
    }

    /** Another trainer has the run. */
    static final class Superseded extends IOException {
        private static final long serialVersionUID = 1L;

        Superseded(String message) {
            super(message);
        }
    }
}
