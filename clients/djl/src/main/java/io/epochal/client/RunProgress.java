package io.epochal.client;

/**
 * How far a training has come.
 *
 * @param epoch the round that is being trained, from 0
 * @param batch the batch that was trained last in it, from 0; -1 before its first
 * @param step batches trained since the run began
 */
public record RunProgress(int epoch, int batch, long step) {
    static final RunProgress NOTHING = new RunProgress(0, -1, 0);

    RunProgress afterBatch() {
        return new RunProgress(epoch, batch + 1, step + 1);
    }

    RunProgress afterEpoch() {
        return new RunProgress(epoch + 1, -1, step);
    }

    /** The epoch of the last batch that was trained; -1 before the first. */
    int lastTrainedEpoch() {
        return batch >= 0 ? epoch : epoch - 1;
    }
}
