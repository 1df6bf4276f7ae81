package io.epochal.trainer.run.state;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a run has ended.
 *
 * @param test metrics on the test set; empty when it was not evaluated
 * @param checkpoint the key of the final model's; null for none
 */
public record RunResult(RunState state, Termination how, Metrics test, @Nullable String checkpoint) {
    /** @param checkpoint the key of the final model's, where the run has failed after storing it */
    public static RunResult failed(RunState state, String reason, @Nullable String checkpoint) {
        return new RunResult(state, new Termination(RunStatus.FAILED, reason), Metrics.NONE, checkpoint);
    }

    /** With this appended to its reason. */
    public RunResult with(String addition) {
        return new RunResult(state, new Termination(how.status(), how.reason() + addition), test, checkpoint);
    }
}
