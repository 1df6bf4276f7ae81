package io.epochal.trainer.run;

/**
 * How far a run has come.
 *
 * @param epoch the current one, or -1 before the first
 * @param batch batches of it that were trained
 * @param step batches trained since the run began
 * @param means of the batches of this epoch
 */
record Progress(int epoch, int batch, long step, Means means) {
    static final Progress NONE = new Progress(-1, 0, 0, Means.NONE);

    Progress inEpoch(int next) {
        return new Progress(next, 0, step, Means.NONE);
    }

    Progress after(Engine.Batch trained) {
        return new Progress(epoch, batch + 1, step + 1, means.with(trained));
    }
}
