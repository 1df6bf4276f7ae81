package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.trainer.djl.loss.SameRank;
import org.jspecify.annotations.Nullable;

/** The root of the mean squared error: RootMeanSquaredError in regression_metrics.py, Keras 3.15, which takes no mask. */
record RootMeanMetric(MeanMetric squares) implements MetricFunction {
    RootMeanMetric() {
        this(new MeanMetric((target, output, logits) -> {
            SameRank same = SameRank.of(target.toType(DataType.FLOAT32, false), output);
            return same.second().sub(same.first()).square();
        }));
    }

    @Override
    public double[] begin() {
        return squares.begin();
    }

    @Override
    public NDArray measure(NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights) {
        return squares.measure(target, output, logits, sampleWeights);
    }

    @Override
    public void add(double[] state, float[] measured) {
        squares.add(state, measured);
    }

    @Override
    public double result(double[] state) {
        return Math.sqrt(squares.result(state));
    }
}
