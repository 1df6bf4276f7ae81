package io.epochal.callback.api.log;

import org.jspecify.annotations.Nullable;

/** The log cannot be read or written now; the message says why. */
public class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
