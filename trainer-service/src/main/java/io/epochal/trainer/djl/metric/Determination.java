package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.metric.RegressionMetric.R2Score;
import io.epochal.trainer.djl.loss.SameRank;
import io.epochal.trainer.djl.loss.SampleWeights;
import org.jspecify.annotations.Nullable;

/** R2Score in regression_metrics.py, Keras 3.15: per column the weighted sums of targets, their squares, the errors' squares, weights. */
record Determination(R2Score metric, int columns) implements MetricFunction {
    private static final int[] ROWS = {0};

    /** Four sums for each column, then the number of values. */
    @Override
    public double[] begin() {
        return new double[4 * columns + 1];
    }

    @Override
    public NDArray measure(NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights) {
        SameRank same = SameRank.of(target.toType(DataType.FLOAT32, false), output);
        NDArray targets = same.first();
        NDArray errors = targets.sub(same.second()).square();
        NDArray weights = sampleWeights == null
                ? targets.onesLike()
                : SampleWeights.alongside(targets, sampleWeights).broadcast(targets.getShape());
        NDArray weighted = targets.mul(weights);
        NDArray values = targets.getManager().full(new Shape(1), targets.size());
        return NDArrays.concat(new NDList(
                weighted.sum(ROWS),
                weighted.mul(targets).sum(ROWS),
                errors.mul(weights).sum(ROWS),
                weights.sum(ROWS),
                values));
    }

    @Override
    public void add(double[] state, float[] measured) {
        for (int i = 0; i < state.length; i++) {
            state[i] += measured[i];
        }
    }

    @Override
    public double result(double[] state) {
        double scores = 0;
        double weightedScores = 0;
        double weights = 0;
        for (int column = 0; column < columns; column++) {
            double sum = state[column];
            double total = state[columns + column] - sum * (sum / state[3 * columns + column]);
            double score = 1 - state[2 * columns + column] / total;
            score = Double.isInfinite(score) ? 0 : score;
            scores += score / columns;
            weightedScores += score * total;
            weights += total;
        }
        return adjusted(
                switch (metric.classAggregation()) {
                    case UNIFORM_AVERAGE -> scores;
                    case VARIANCE_WEIGHTED_AVERAGE -> weightedScores / weights;
                },
                state[4 * columns]);
    }

    private double adjusted(double score, double values) {
        int regressors = metric.numRegressors();
        if (regressors == 0 || regressors >= values - 1) {
            return score;
        }
        return 1 - (1 - score) * (values - 1) / (values - regressors - 1);
    }
}
