package io.epochal.trainer.run.state;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import java.util.TreeMap;

/**
 * Means over an epoch so far, weighted by samples, as Keras' training logs. Kept as sums, so that a resumed run continues them.
 *
 * @param loss sum of the losses of all samples
 */
public record RunningMeans(double loss, long correct, long samples) {
    /** Of no batch. */
    public static final RunningMeans NONE = new RunningMeans(0, 0, 0);

    /** With one batch more: so many samples, their mean loss, and how many of them were classified correctly. */
    public RunningMeans with(int batchSamples, float meanLoss, int batchCorrect) {
        return new RunningMeans(
                loss + (double) meanLoss * batchSamples, correct + batchCorrect, samples + batchSamples);
    }

    /** Rounded to a 32-bit float, as Keras has it; NaN before the first batch. */
    public double meanLoss() {
        return (float) (loss / samples);
    }

    /** The loss, and the accuracy where the run spec asks for it. */
    public Metrics metrics(RunSpec spec) {
        TreeMap<String, Double> values = new TreeMap<>();
        values.put("loss", meanLoss());
        if (spec.metrics().contains("accuracy")) {
            values.put("accuracy", (double) (float) ((double) correct / samples));
        }
        return new Metrics(values);
    }
}
