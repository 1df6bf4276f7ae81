package io.epochal.trainer.run;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands between two batches. Replaced, never changed.
 *
 * @param epoch the current one, or -1 before the first
 * @param step batches trained so far
 * @param metrics of the last epoch that ended
 * @param retain epochs whose weights may still be asked back
 * @param ask when the next verdict is due
 * @param recordEvery of how many batches one is to be recorded; 0 for none
 * @param restoredEpoch the epoch whose weights were put back last
 */
record Standing(
        int epoch,
        long step,
        float learningRate,
        Metrics metrics,
        List<Map<String, Object>> callbacks,
        Set<Integer> retain,
        Ask ask,
        int recordEvery,
        @Nullable Integer restoredEpoch,
        Optional<Ending> ending) {

    static Standing atStart(RunSpec spec) {
        float rate = (float) spec.optimizer().learningRate();
        return new Standing(
                -1, 0, rate, Metrics.NONE, spec.callbacks(), Set.of(), Ask.AT_EPOCH_END, 0, null, Optional.empty());
    }

    boolean ended() {
        return ending.isPresent();
    }

    /** Whether it ended in a way after which nothing is validated or tested any more. */
    boolean abandoned() {
        return ending.filter(how -> how.status() == RunStatus.CANCELLED || how.status() == RunStatus.FAILED)
                .isPresent();
    }

    Standing inEpoch(int next) {
        return new Standing(
                next, step, learningRate, metrics, callbacks, retain, ask, recordEvery, restoredEpoch, ending);
    }

    Standing afterBatch() {
        return new Standing(
                epoch, step + 1, learningRate, metrics, callbacks, retain, ask, recordEvery, restoredEpoch, ending);
    }

    Standing withMetrics(Metrics epochMetrics) {
        return new Standing(
                epoch, step, learningRate, epochMetrics, callbacks, retain, ask, recordEvery, restoredEpoch, ending);
    }

    Standing withLearningRate(float rate) {
        return new Standing(epoch, step, rate, metrics, callbacks, retain, ask, recordEvery, restoredEpoch, ending);
    }

    Standing withRestored(int from) {
        return new Standing(epoch, step, learningRate, metrics, callbacks, retain, ask, recordEvery, from, ending);
    }

    /** The first ending counts. */
    Standing ending(Ending how) {
        Optional<Ending> first = ending.isPresent() ? ending : Optional.of(how);
        return new Standing(
                epoch, step, learningRate, metrics, callbacks, retain, ask, recordEvery, restoredEpoch, first);
    }

    /** With the callbacks as the verdict leaves them; its commands are applied one by one. */
    Standing carrying(Verdict verdict) {
        Set<Integer> needed = Set.copyOf(verdict.retain());
        return new Standing(
                epoch,
                step,
                learningRate,
                metrics,
                verdict.callbacks(),
                needed,
                verdict.ask(),
                recordEvery,
                restoredEpoch,
                ending);
    }

    /** The lower of two wishes holds. */
    Standing recording(int every) {
        int lower = recordEvery == 0 ? every : Math.min(recordEvery, every);
        return new Standing(epoch, step, learningRate, metrics, callbacks, retain, ask, lower, restoredEpoch, ending);
    }
}
