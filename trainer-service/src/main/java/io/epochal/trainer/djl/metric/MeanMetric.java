package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.trainer.djl.loss.LastActivation;
import io.epochal.trainer.djl.loss.LossFunction;
import io.epochal.trainer.djl.loss.SameRank;
import io.epochal.trainer.djl.loss.SampleWeights;
import org.jspecify.annotations.Nullable;

/** The weighted mean of a function's values over all rows: Mean and MeanMetricWrapper in reduction_metrics.py, Keras 3.15. */
record MeanMetric(LossFunction function) implements MetricFunction {
    private static final int TOTAL = 0;
    private static final int COUNT = 1;

    @Override
    public double[] begin() {
        return new double[2];
    }

    @Override
    public NDArray measure(NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights) {
        NDArray values = function.perSample(target, output, logits);
        if (sampleWeights == null) {
            float rows = values.getShape().isScalar() ? 1 : values.getShape().get(0);
            return pair(rowMeans(values), values.getManager().full(new Shape(1), rows));
        }
        // What the function leaves out, Keras leaves out here only where there are weights.
        NDArray weights = SampleWeights.masked(sampleWeights, function.mask(target, values));
        return weighted(SameRank.of(values, weights == null ? sampleWeights : weights));
    }

    /** As reduce_to_samplewise_values: first the mean over the axes that the weights do not have. */
    private static NDArray weighted(SameRank same) {
        NDArray weights = same.second();
        int rank = weights.getShape().dimension();
        NDArray values = meanFrom(same.first(), rank);
        NDArray aligned = weights.broadcast(values.getShape());
        return pair(rowMeans(values.mul(aligned)), rowMeans(aligned));
    }

    private static NDArray rowMeans(NDArray values) {
        return meanFrom(values, 1);
    }

    /** Over this axis and all behind it; the engine takes the mean over one axis only. */
    private static NDArray meanFrom(NDArray values, int axis) {
        Shape shape = values.getShape();
        if (shape.dimension() <= axis) {
            return values;
        }
        return values.reshape(shape.slice(0, axis).add(shape.slice(axis).size()))
                .mean(new int[] {axis});
    }

    private static NDArray pair(NDArray total, NDArray count) {
        return total.sum().reshape(1).concat(count.sum().reshape(1));
    }

    @Override
    public void add(double[] state, float[] measured) {
        state[TOTAL] += measured[TOTAL];
        state[COUNT] += measured[COUNT];
    }

    @Override
    public double result(double[] state) {
        return state[COUNT] == 0 ? 0 : state[TOTAL] / state[COUNT];
    }

    @Override
    public boolean wantsLogits(LastActivation last) {
        return function.wantsLogits(last);
    }

    @Override
    public boolean takesMask() {
        return true;
    }

    @Override
    public boolean isPerRow() {
        return function.isPerRow();
    }
}
