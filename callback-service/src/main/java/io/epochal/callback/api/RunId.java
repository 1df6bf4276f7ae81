package io.epochal.callback.api;

import io.epochal.protocol.Identifier;
import io.epochal.protocol.SpecException;

/** The run's id in a path. */
final class RunId {
    private RunId() {}

    /** The same text; {@link ProblemException} for one that no run can have. */
    static String check(String run) {
        try {
            return Identifier.check("the run's id", run);
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.RUN_UNUSABLE, String.valueOf(e.getMessage()));
        }
    }
}
