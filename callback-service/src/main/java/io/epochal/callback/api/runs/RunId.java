package io.epochal.callback.api.runs;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;

/** The run's id in a path. */
public final class RunId {
    /** A run's id that the OpenAPI description shows. */
    public static final String EXAMPLE = "mnist-cnn-20260102-030405-7f3a";

    private RunId() {}

    /** The same text; {@link ProblemException} for one that no run can have. */
    public static String check(String run) {
        try {
            return Identifier.check("the run's id", run);
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.RUN_UNUSABLE, String.valueOf(e.getMessage()));
        }
    }
}
