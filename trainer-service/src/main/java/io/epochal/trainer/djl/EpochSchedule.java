package io.epochal.trainer.djl;

import io.epochal.protocol.RunSpec;
import org.jspecify.annotations.Nullable;

/**
 * Which rows which batch of which epoch has. Without {@code steps_per_epoch} an epoch is one pass over the rows. With it, a pass is
 * cut into epochs, and the last of them may be shorter; as Keras 3.15, epoch_iterator.py.
 */
record EpochSchedule(int rows, int batchSize, @Nullable Integer steps) {
    static EpochSchedule of(RunSpec spec, int rows) {
        return new EpochSchedule(rows, spec.batchSize(), spec.fit().stepsPerEpoch());
    }

    /** Places in the order of the pass. */
    record Range(int from, int to) {}

    private int batchesPerPass() {
        return (int) (((long) rows + batchSize - 1) / batchSize);
    }

    int stepsPerEpoch() {
        return steps == null ? batchesPerPass() : Math.min(steps, batchesPerPass());
    }

    private int epochsPerPass() {
        return (batchesPerPass() + stepsPerEpoch() - 1) / stepsPerEpoch();
    }

    /** Which pass over the rows the epoch is in; both count from 0. */
    int passOf(int epoch) {
        return epoch / epochsPerPass();
    }

    private int firstBatch(int epoch) {
        return epoch % epochsPerPass() * stepsPerEpoch();
    }

    int stepsIn(int epoch) {
        return Math.min(stepsPerEpoch(), batchesPerPass() - firstBatch(epoch));
    }

    Range range(int epoch, int batch) {
        int from = (firstBatch(epoch) + batch) * batchSize;
        return new Range(from, (int) Math.min((long) from + batchSize, rows));
    }
}
