package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** Losses of numbers against numbers, as the functions of their names in losses.py, Keras 3.15. */
public final class ErrorLosses {
    private static final float EPSILON = 1e-7f;
    private static final float LOG_2 = (float) Math.log(2);
    private static final int[] LAST = {-1};

    private ErrorLosses() {}

    static NDArray squared(NDArray target, NDArray output) {
        SameRank same = floats(target, output);
        return same.second().sub(same.first()).square().mean(LAST);
    }

    static NDArray absolute(NDArray target, NDArray output) {
        SameRank same = floats(target, output);
        return same.second().sub(same.first()).abs().mean(LAST);
    }

    static NDArray percentage(NDArray target, NDArray output) {
        SameRank same = floats(target, output);
        NDArray scale = ScalarMath.atLeast(same.first().abs(), EPSILON);
        return ScalarMath.multiply(
                same.second().sub(same.first()).div(scale).abs().mean(LAST), 100);
    }

    static NDArray squaredLogarithmic(NDArray target, NDArray output) {
        SameRank same = floats(target, output);
        NDArray ofOutput =
                ScalarMath.add(ScalarMath.atLeast(same.second(), EPSILON), 1f).log();
        NDArray ofTarget =
                ScalarMath.add(ScalarMath.atLeast(same.first(), EPSILON), 1f).log();
        return ofOutput.sub(ofTarget).square().mean(LAST);
    }

    static NDArray huber(NDArray target, NDArray output, float delta) {
        SameRank same = floats(target, output);
        NDArray error = same.second().sub(same.first());
        NDArray size = error.abs();
        NDArray linear = ScalarMath.subtract(ScalarMath.multiply(size, delta), 0.5f * delta * delta);
        return NDArrays.where(ScalarMath.isAtMost(size, delta), ScalarMath.multiply(error.square(), 0.5), linear)
                .mean(LAST);
    }

    static NDArray logCosh(NDArray target, NDArray output) {
        SameRank same = floats(target, output);
        NDArray error = same.second().sub(same.first());
        return ScalarMath.subtract(error.add(Activation.softPlus(ScalarMath.multiply(error, -2))), LOG_2)
                .mean(LAST);
    }

    /** 1 where the directions along the axis agree. */
    public static NDArray cosine(NDArray target, NDArray output, int axis) {
        SameRank same = floats(target, output);
        return normalized(same.second(), axis)
                .mul(normalized(same.first(), axis))
                .sum(new int[] {axis});
    }

    /** Of length 1 along an axis; a vector of zeros stays. Bounded before the root, whose slope at 0 is infinite. */
    private static NDArray normalized(NDArray values, int axis) {
        return values.div(ScalarMath.atLeast(values.square().sum(new int[] {axis}, true), EPSILON * EPSILON)
                .sqrt());
    }

    private static SameRank floats(NDArray target, NDArray output) {
        return SameRank.of(target.toType(DataType.FLOAT32, false), output);
    }
}
