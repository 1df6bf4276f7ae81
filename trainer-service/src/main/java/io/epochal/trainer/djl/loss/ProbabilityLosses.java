package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.loss.ProbabilisticLoss.CategoricalFocalCrossentropy;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** Losses of probabilities, as the functions of their names in losses.py, Keras 3.15. */
final class ProbabilityLosses {
    private static final float EPSILON = 1e-7f;
    private static final int[] LAST = {-1};

    private ProbabilityLosses() {}

    static NDArray klDivergence(NDArray target, NDArray output) {
        NDArray wanted = ScalarMath.clip(target.toType(DataType.FLOAT32, false), EPSILON, 1f);
        NDArray ratio = ScalarMath.clip(output, EPSILON, 1f).div(wanted);
        return ratio.log().mul(wanted).sum(LAST).neg();
    }

    static NDArray poisson(NDArray target, NDArray output) {
        NDArray floats = target.toType(DataType.FLOAT32, false);
        return output.sub(ScalarMath.add(output, EPSILON).log().mul(floats)).mean(LAST);
    }

    /** From probabilities only: Keras does not look for logits here. */
    static NDArray focal(CategoricalFocalCrossentropy loss, NDArray target, NDArray output) {
        int[] axis = {loss.axis()};
        NDArray smooth = smoothed(target, loss.labelSmoothing());
        NDArray given = loss.fromLogits() ? output.softmax(loss.axis()) : output;
        NDArray probabilities = clipped(given.div(given.sum(axis, true)));
        NDArray weights = ScalarMath.multiply(
                ScalarMath.power(ScalarMath.add(probabilities.neg(), 1f), loss.gamma()), loss.alpha());
        return probabilities.log().mul(smooth).mul(weights).sum(axis).neg();
    }

    static NDArray generalized(NDArray target, NDArray output, float q) {
        int classes = (int) output.getShape().get(output.getShape().dimension() - 1);
        NDArray oneHot = target.toType(DataType.INT64, false).oneHot(classes).toType(DataType.FLOAT32, false);
        NDArray right = output.mul(oneHot).sum(LAST);
        return ScalarMath.divide(ScalarMath.add(ScalarMath.power(right, q).neg(), 1f), q);
    }

    /** Targets of classes along the last axis, pulled towards equal probabilities. */
    static NDArray smoothed(NDArray target, double smoothing) {
        NDArray floats = target.toType(DataType.FLOAT32, false);
        if (smoothing == 0) {
            return floats;
        }
        long classes = floats.getShape().get(floats.getShape().dimension() - 1);
        return ScalarMath.add(ScalarMath.multiply(floats, 1 - smoothing), (float) smoothing / classes);
    }

    /** Away from 0 and 1, whose logarithms are no numbers. */
    static NDArray clipped(NDArray probabilities) {
        return ScalarMath.clip(probabilities, EPSILON, 1f - EPSILON);
    }
}
