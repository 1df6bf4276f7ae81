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
    private final String place;

    public UnreadableException(String reason, @Nullable Throwable cause) {
        this("", reason, cause);
    }

    UnreadableException(String place, String reason, @Nullable Throwable cause) {
        super(Printable.of(reason, LIMIT), cause);
        this.place = Printable.of(place, LIMIT);
    }

    /** The place in the value, such as {@code trainer.heartbeat}; empty where the whole is wrong. */
    public String place() {
        return place;
    }
}
