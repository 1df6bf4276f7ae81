package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunEnded;
import org.jspecify.annotations.Nullable;

/**
 * How a run has ended.
 *
 * @param test metrics on the test set; empty when it was not evaluated
 * @param checkpoint the key of the final model's
 */
record Ended(Standing standing, Ending how, Metrics test, @Nullable String checkpoint) {
    static Ended failed(Standing standing, String reason) {
        return new Ended(standing, new Ending(RunStatus.FAILED, reason), Metrics.NONE, null);
    }

    RunEnded event(Stamp stamp) {
        Command.RestoreWeights restored = standing.restored();
        return new RunEnded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                how.status(),
                how.reason(),
                standing.epoch() + 1,
                restored == null ? null : restored.epoch(),
                standing.metrics(),
                test,
                standing.learningRate(),
                checkpoint);
    }
}
