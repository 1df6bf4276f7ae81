package io.epochal.callback.api.log;

import java.util.OptionalInt;

/** Which runs have been requested, whether or not they have begun. Kept for days, so an old run need not be among them. */
public interface RequestedRuns {
    /**
     * Whether somebody has. Costs nothing of a run of which that is known.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds
     */
    default boolean requested(String run) throws LogUnavailableException {
        return takenBack(run).isPresent();
    }

    /**
     * The newest attempt of the run whose end somebody has taken back, so that it goes on; 0 for none. Empty where nobody has
     * requested such a run.
     *
     * @throws LogUnavailableException when it cannot be found out within a few seconds
     */
    OptionalInt takenBack(String run) throws LogUnavailableException;
}
