package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Attempts;
import java.io.IOException;

/**
 * Keeps a superseded attempt from writing: a trainer that was suspended past its lock finds here that a newer attempt has claimed the
 * run.
 */
public final class Fence {
    private final Attempts attempts;
    private final int attempt;
    private volatile boolean superseded;

    public Fence(Attempts attempts, int attempt) {
        this.attempts = attempts;
        this.attempt = attempt;
    }

    /** Throws {@link SupersededException} when this attempt may not write any more. */
    public void require() throws IOException {
        if (attempts.last() > attempt) {
            superseded = true;
            throw new SupersededException("attempt " + attempt + " is superseded: another trainer has claimed the run");
        }
    }

    /** Whether {@link #require} has found that out. */
    public boolean superseded() {
        return superseded;
    }
}
