package io.epochal.trainer.run.checkpoint;

import java.io.IOException;

/** A newer attempt has claimed the run, so this one may not write to it any more. */
public final class SupersededException extends IOException {
    private static final long serialVersionUID = 1L;

    SupersededException(String message) {
        super(message);
    }
}
