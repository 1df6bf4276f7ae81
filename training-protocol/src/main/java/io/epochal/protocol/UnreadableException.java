package io.epochal.protocol;

import org.jspecify.annotations.Nullable;

/** A record that is no message; its reader sends it to {@link Topic#DEAD_LETTERS} and goes on. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
