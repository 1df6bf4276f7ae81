package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run ended. */
public enum RunStatus {
    /** All epochs were trained. */
    COMPLETED,
    /** A callback, or a user who let it finish in order, stopped it before its last epoch. */
    STOPPED_EARLY,
    FAILED,
    /** A user ended it; its last state is stored in a checkpoint. */
    CANCELLED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
