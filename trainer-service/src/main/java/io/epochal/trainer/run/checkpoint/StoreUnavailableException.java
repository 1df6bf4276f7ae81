package io.epochal.trainer.run.checkpoint;

import java.io.IOException;
import java.time.Duration;

/** The object store has not taken everything in time. */
final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreUnavailableException(Duration limit) {
        super("the object store has not taken everything within " + limit.toSeconds() + " s");
    }
}
