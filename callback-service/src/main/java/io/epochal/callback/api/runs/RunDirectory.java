package io.epochal.callback.api.runs;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.log.RunsWithEvents;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells a run from a slip of the pen. */
@ApplicationScoped
public class RunDirectory {
    private final RequestedRuns requested;
    private final RunsWithEvents heard;

    public RunDirectory(RequestedRuns requested, RunsWithEvents heard) {
        this.requested = requested;
        this.heard = heard;
    }

    /**
     * Returns for a run that has been requested or has events, and for no other.
     *
     * @throws ProblemException for any other
     * @throws LogUnavailableException where it cannot be found out in time
     */
    public void require(String run) throws LogUnavailableException {
        if (!requested.requested(run) && !heard.heard(run)) {
            throw unknown(run);
        }
    }

    public static ProblemException unknown(String run) {
        return new ProblemException(
                ProblemType.RUN_UNKNOWN,
                "nothing is known of a run " + run + ": it has no events, and it is not waiting for a trainer");
    }
}
