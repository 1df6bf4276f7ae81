package io.epochal.callback.summary;

import io.epochal.protocol.RunStatus;
import java.util.Locale;
import java.util.Set;

/** Where a run is between its request and its end. */
public enum RunPhase {
    QUEUED,
    RUNNING,
    PAUSED,
    /** Its trainer was told to stop; the run is back in the queue. */
    SUSPENDED,
    /** Its trainer is not ours, and has been silent for longer than it promised. */
    LOST,
    COMPLETED,
    STOPPED_EARLY,
    FAILED,
    CANCELLED;

    /** Of runs that wait for a trainer or have one; one that is lost has none. */
    public static final Set<RunPhase> TO_BE_TRAINED = Set.of(QUEUED, RUNNING, PAUSED, SUSPENDED);

    /** Of a run that has ended so. */
    public static RunPhase of(RunStatus end) {
        return valueOf(end.name());
    }

    /** Whether the run has ended. */
    public boolean ended() {
        return compareTo(COMPLETED) >= 0;
    }

    /** Whether the run's time is passing. */
    public boolean underWay() {
        return this == RUNNING || this == PAUSED;
    }

    /** As on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
