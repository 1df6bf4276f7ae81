package io.epochal.protocol;

import io.epochal.protocol.field.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A record that is no message; its reader sends it to {@link Topic#DEAD_LETTERS} and continues. Its message is short and printable,
 * whatever was found.
 */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 1000;

    public UnreadableException(String reason, @Nullable Throwable cause) {
        super(Printable.of(reason, LIMIT), cause);
    }
}
