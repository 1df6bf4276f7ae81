package io.epochal.cli;

import io.epochal.protocol.RunStatus;
import java.util.Locale;

/** What a run is doing, or how it ended. */
enum RunState {
    QUEUED,
    RUNNING,
    PAUSED,
    /** Its trainer was told to go; it is back in the queue. */
    SUSPENDED,
    COMPLETED,
    STOPPED_EARLY,
    FAILED,
    CANCELLED;

    static RunState of(RunStatus end) {
        return valueOf(end.name());
    }

    boolean over() {
        return compareTo(COMPLETED) >= 0;
    }

    /** Whether time is passing for it. */
    boolean underWay() {
        return this == RUNNING || this == PAUSED;
    }

    /** As on the wire. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
