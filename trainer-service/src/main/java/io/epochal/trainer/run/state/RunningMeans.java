package io.epochal.trainer.run.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Means over an epoch so far, weighted by samples, as Keras' training logs. Kept as sums, so that a resumed run continues them.
 *
 * @param loss sum of the losses of all samples
 * @param metrics what the metrics have counted
 */
public record RunningMeans(double loss, long samples, MetricSums metrics) {
    /** Of no batch. */
    public static final RunningMeans NONE = new RunningMeans(0, 0, MetricSums.NONE);

    /** @param correct of earlier versions, whose one metric was the accuracy: samples that were classified correctly */
    @JsonCreator
    static RunningMeans read(
            @JsonProperty("loss") double loss,
            @JsonProperty("samples") long samples,
            @JsonProperty("metrics") @Nullable MetricSums metrics,
            @JsonProperty("correct") @Nullable Long correct) {
        if (metrics != null || correct == null || samples == 0) {
            return new RunningMeans(loss, samples, metrics == null ? MetricSums.NONE : metrics);
        }
        return new RunningMeans(loss, samples, new MetricSums(List.of(new double[] {correct, samples})));
    }

    /** With one batch more: so many samples, their mean loss, and what the metrics have counted with it. */
    public RunningMeans with(int batchSamples, float meanLoss, MetricSums counted) {
        return new RunningMeans(loss + (double) meanLoss * batchSamples, samples + batchSamples, counted);
    }

    /** Rounded to a 32-bit float, as Keras has it; NaN before the first batch. */
    public double meanLoss() {
        return (float) (loss / samples);
    }
}
