package io.epochal.trainer.run.state;

/**
 * How far a run has come.
 *
 * @param epoch the current one, or -1 before the first
 * @param batch batches of it that were trained
 * @param step batches trained since the run began
 * @param means of the batches of this epoch
 */
public record TrainingPosition(int epoch, int batch, long step, RunningMeans means) {
    /** Nothing has been trained. */
    public static final TrainingPosition START = new TrainingPosition(-1, 0, 0, RunningMeans.NONE);

    /** At the beginning of that epoch. */
    public TrainingPosition inEpoch(int next) {
        return new TrainingPosition(next, 0, step, RunningMeans.NONE);
    }

    /** One batch later, with what that batch gave; see {@link RunningMeans#with}. */
    public TrainingPosition afterBatch(int samples, float meanLoss, MetricSums counted) {
        return ahead().with(means.with(samples, meanLoss, counted));
    }

    /** One batch later, where what that batch gave is not known yet: the means are those of the batches before it. */
    public TrainingPosition ahead() {
        return new TrainingPosition(epoch, batch + 1, step + 1, means);
    }

    /** The same place with other means. */
    public TrainingPosition with(RunningMeans next) {
        return new TrainingPosition(epoch, batch, step, next);
    }

    /** The same where an epoch is under way, else the next one's beginning. */
    public TrainingPosition atNextBatch(int stepsPerEpoch) {
        boolean underWay = epoch >= 0 && batch < stepsPerEpoch;
        return underWay ? this : inEpoch(epoch + 1);
    }
}
