package io.epochal.callback.api.log;

import org.jspecify.annotations.Nullable;

/** The list of runs cannot be read now; the message says why. */
public final class IndexUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public IndexUnavailableException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
