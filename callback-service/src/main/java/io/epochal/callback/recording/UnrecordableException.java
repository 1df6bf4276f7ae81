package io.epochal.callback.recording;

import java.io.IOException;

/** This cannot be written down, now or later: what is asked for, or what lies where it is to be written, forbids it. */
final class UnrecordableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnrecordableException(String message) {
        super(message);
    }

    UnrecordableException(String message, Throwable cause) {
        super(message, cause);
    }
}
