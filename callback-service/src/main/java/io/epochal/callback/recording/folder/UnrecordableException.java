package io.epochal.callback.recording.folder;

import java.io.IOException;

/** This can never be recorded: what a user has set, or what is in the way of the files, forbids it. */
public final class UnrecordableException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnrecordableException(String message) {
        super(message);
    }

    public UnrecordableException(String message, Throwable cause) {
        super(message, cause);
    }
}
