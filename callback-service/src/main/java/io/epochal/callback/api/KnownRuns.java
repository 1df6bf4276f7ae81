package io.epochal.callback.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Tells a run from a slip of the pen. */
@ApplicationScoped
class KnownRuns {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private final EventLog log;
    private final RequestedRuns requested;

    KnownRuns(EventLog log, RequestedRuns requested) {
        this.log = log;
        this.requested = requested;
    }

    /**
     * Returns for a run that has been requested or has events. Also where that has not been found out within ten seconds, as of an
     * old run in a long log.
     *
     * @throws ProblemException for any other
     */
    void require(String run) throws LogUnavailableException {
        if (requested.takenBack(run).isPresent()) {
            return;
        }
        Subscription anything = new Subscription(run, new Start.Beginning(), EventTypes.of(List.of()));
        try (Cursor cursor = Cursor.open(log, requested, anything)) {
            cursor.look(LIMIT);
        }
    }
}
