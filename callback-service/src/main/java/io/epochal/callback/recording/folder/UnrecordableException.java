package io.epochal.callback.recording.folder;

import java.io.IOException;

/** This cannot be written down, now or later: what is asked for, or what lies where it is to be written, forbids it. */
public final class UnrecordableException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnrecordableException(String message) {
        super(message);
    }

    public UnrecordableException(String message, Throwable cause) {
        super(message, cause);
    }
}
