package io.epochal.client;

import java.util.Locale;

/**
 * How a training ends.
 *
 * @param reason in words
 */
public record RunEnding(EndStatus status, String reason) {
    /** As the log has it. */
    public enum EndStatus {
        /** All epochs were trained. */
        COMPLETED,
        /** A callback, a user or the program itself stopped it before its last epoch. */
        STOPPED_EARLY,
        /** An exception, or a callback, ended it. */
        FAILED,
        /** A user cancelled it, or the process was told to end. */
        CANCELLED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RunEnding {
        reason = JsonValues.line(reason);
    }
}
