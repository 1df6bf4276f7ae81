package io.epochal.callback.api;

import jakarta.enterprise.context.ApplicationScoped;

/** Tells a run from a slip of the pen. */
@ApplicationScoped
class KnownRuns {
    private final RequestedRuns requested;
    private final HeardRuns heard;

    KnownRuns(RequestedRuns requested, HeardRuns heard) {
        this.requested = requested;
        this.heard = heard;
    }

    /**
     * Returns for a run that has been requested or has events, and for no other.
     *
     * @throws ProblemException for any other
     * @throws LogUnavailableException where it cannot be found out in time
     */
    void require(String run) throws LogUnavailableException {
        if (!requested.requested(run) && !heard.heard(run)) {
            throw unknown(run);
        }
    }

    static ProblemException unknown(String run) {
        return new ProblemException(
                ProblemType.RUN_UNKNOWN,
                "nothing is known of a run " + run + ": it has no events, and it is not waiting for a trainer");
    }
}
