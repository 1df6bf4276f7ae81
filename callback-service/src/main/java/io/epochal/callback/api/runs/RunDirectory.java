package io.epochal.callback.api.runs;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.log.RunsWithEvents;
import io.epochal.callback.api.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;

/** Knows which runs exist, so that a mistyped id is rejected. */
@ApplicationScoped
public class RunDirectory {
    private final RequestedRuns requested;
    private final RunsWithEvents withEvents;

    public RunDirectory(RequestedRuns requested, RunsWithEvents withEvents) {
        this.requested = requested;
        this.withEvents = withEvents;
    }

    /**
     * Returns for a run that has been requested or has events, and for no other.
     *
     * @throws ProblemException for any other
     * @throws LogUnavailableException where it cannot be found out in time
     */
    public void require(String run) throws LogUnavailableException {
        if (!exists(run)) {
            throw unknown(run);
        }
    }

    /**
     * Whether the run has been requested or has events.
     *
     * @throws LogUnavailableException where it cannot be found out in time
     */
    public boolean exists(String run) throws LogUnavailableException {
        return requested.isRequested(run) || withEvents.hasEvents(run);
    }

    public static ProblemException unknown(String run) {
        return ProblemException.unknownRun(run);
    }
}
