package io.epochal.callback.api.log;

import io.epochal.protocol.RevokedEnds;
import java.util.Optional;

/** Which runs have been requested, whether or not they have begun. Kept for days, so an old run may be missing. */
public interface RequestedRuns {
    /**
     * Whether the run has been requested. Costs nothing for a run that is known.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds
     */
    default boolean isRequested(String run) throws LogUnavailableException {
        return revokedEnds(run).isPresent();
    }

    /**
     * Which ends of the run were revoked by requests to resume it. Empty where no such run was requested.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds
     */
    Optional<RevokedEnds> revokedEnds(String run) throws LogUnavailableException;
}
