package io.epochal.cli.run;

import io.epochal.protocol.RunStatus;
import java.util.Locale;

/** What a run is doing, or how it ended. */
public enum RunPhase {
    QUEUED,
    RUNNING,
    PAUSED,
    /** Its trainer was told to go; it is back in the queue. */
    SUSPENDED,
    COMPLETED,
    STOPPED_EARLY,
    FAILED,
    CANCELLED;

    static RunPhase of(RunStatus end) {
        return valueOf(end.name());
    }

    public boolean over() {
        return compareTo(COMPLETED) >= 0;
    }

    /** Whether time is passing for it. */
    boolean underWay() {
        return this == RUNNING || this == PAUSED;
    }

    /** As on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
