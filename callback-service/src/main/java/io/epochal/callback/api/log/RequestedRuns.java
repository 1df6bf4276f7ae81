package io.epochal.callback.api.log;

import java.util.OptionalInt;

/** Which runs have been requested, whether or not they have begun. Kept for days, so an old run may be missing. */
public interface RequestedRuns {
    /**
     * Whether the run has been requested. Costs nothing for a run that is known.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds
     */
    default boolean isRequested(String run) throws LogUnavailableException {
        return revokedAttempt(run).isPresent();
    }

    /**
     * The newest attempt of the run whose end was revoked by a request to resume; 0 for none. Empty where no
     * such run was requested.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds
     */
    OptionalInt revokedAttempt(String run) throws LogUnavailableException;
}
