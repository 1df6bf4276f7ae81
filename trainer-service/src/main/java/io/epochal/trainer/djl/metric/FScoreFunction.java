package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.metric.FScore;
import io.epochal.trainer.djl.loss.SameShape;
import io.epochal.trainer.djl.loss.SampleWeights;
import io.epochal.trainer.djl.tensor.ScalarMath;
import org.jspecify.annotations.Nullable;

/** FBetaScore in f_score_metrics.py, Keras 3.15: per class the true and false positives, false negatives and targets. */
record FScoreFunction(FScore metric, double beta, int classes) implements MetricFunction {
    private static final double EPSILON = 1e-7;
    private static final int[] ROWS = {0};

    /** Four counts for each class. */
    @Override
    public double[] begin() {
        return new double[4 * classes];
    }

    @Override
    public NDArray measure(NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights) {
        if (output.getShape().dimension() != 2) {
            throw new IllegalArgumentException(
                    metric.name() + " needs outputs [batch, classes]; found " + output.getShape());
        }
        NDArray targets = target.toType(DataType.FLOAT32, false);
        SameShape.require(metric.name(), targets, output);
        NDArray positive = positive(output).toType(DataType.FLOAT32, false);
        NDArray weighted = sampleWeights == null
                ? targets.onesLike()
                : SampleWeights.alongside(targets, sampleWeights).broadcast(targets.getShape());
        NDArray right = positive.mul(targets);
        return NDArrays.concat(new NDList(
                right.mul(weighted).sum(ROWS),
                positive.sub(right).mul(weighted).sum(ROWS),
                targets.sub(right).mul(weighted).sum(ROWS),
                targets.mul(weighted).sum(ROWS)));
    }

    private NDArray positive(NDArray output) {
        Double threshold = metric.threshold();
        if (threshold != null) {
            return ScalarMath.isGreater(output, threshold.floatValue());
        }
        return output.gte(output.max(new int[] {1}, true)).logicalAnd(ScalarMath.isGreater(output.abs(), 1e-9f));
    }

    @Override
    public void add(double[] state, float[] measured) {
        for (int i = 0; i < state.length; i++) {
            state[i] += measured[i];
        }
    }

    @Override
    public double result(double[] state) {
        double[] sums = new double[4];
        double mean = 0;
        double weighted = 0;
        for (int c = 0; c < classes; c++) {
            double score = score(state[c], state[classes + c], state[2 * classes + c]);
            mean += score / classes;
            weighted += score * state[3 * classes + c];
            for (int kind = 0; kind < 4; kind++) {
                sums[kind] += state[kind * classes + c];
            }
        }
        return switch (metric.average()) {
            case MICRO -> score(sums[0], sums[1], sums[2]);
            case MACRO -> mean;
            case WEIGHTED -> weighted / (sums[3] + EPSILON);
        };
    }

    private double score(double truePositives, double falsePositives, double falseNegatives) {
        double precision = truePositives / (truePositives + falsePositives + EPSILON);
        double recall = truePositives / (truePositives + falseNegatives + EPSILON);
        double square = beta * beta;
        return precision * recall / (square * precision + recall + EPSILON) * (1 + square);
    }
}
