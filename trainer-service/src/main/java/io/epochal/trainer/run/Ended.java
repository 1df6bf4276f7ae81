package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Printable;
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
    private static final int LONGEST_REASON = 4000;

    static Ended failed(Standing standing, String reason) {
        return failed(standing, reason, null);
    }

    /** @param checkpoint the key of the final model's, where the run has failed behind it */
    static Ended failed(Standing standing, String reason, @Nullable String checkpoint) {
        return new Ended(standing, new Ending(RunStatus.FAILED, reason), Metrics.NONE, checkpoint);
    }

    /** With this behind its reason. */
    Ended with(String addition) {
        return new Ended(standing, new Ending(how.status(), how.reason() + addition), test, checkpoint);
    }

    RunEnded event(Stamp stamp) {
        Command.RestoreWeights restored = standing.restored();
        return new RunEnded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                how.status(),
                Printable.of(how.reason(), LONGEST_REASON),
                standing.epoch() + 1,
                restored == null ? null : restored.epoch(),
                standing.metrics(),
                test,
                standing.learningRate(),
                checkpoint);
    }
}
