package io.epochal.checkpoint;

import java.io.IOException;

/** A part of a checkpoint is not what was stored: reading it again gives the same. */
public final class DamagedPartException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedPartException(String message) {
        super(message);
    }
}
