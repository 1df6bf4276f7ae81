package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** Losses of margins, as the functions of their names in losses.py, Keras 3.15. */
final class MarginLosses {
    private static final int[] LAST = {-1};

    private MarginLosses() {}

    static NDArray hinge(NDArray target, NDArray output) {
        return lacking(target, output).mean(LAST);
    }

    static NDArray squaredHinge(NDArray target, NDArray output) {
        return lacking(target, output).square().mean(LAST);
    }

    static NDArray categoricalHinge(NDArray target, NDArray output) {
        NDArray floats = target.toType(DataType.FLOAT32, false);
        NDArray right = output.mul(floats).sum(LAST);
        NDArray wrong = output.mul(ScalarMath.add(floats.neg(), 1f)).max(LAST);
        return ScalarMath.atLeast(ScalarMath.add(wrong.sub(right), 1f), 0);
    }

    private static NDArray lacking(NDArray target, NDArray output) {
        return ScalarMath.atLeast(
                ScalarMath.add(
                        output.mul(signs(target.toType(DataType.FLOAT32, false)))
                                .neg(),
                        1f),
                0);
    }

    /** 0 and 1 become -1 and 1 where the batch has nothing else. Decided on the device, without a transfer. */
    private static NDArray signs(NDArray target) {
        NDArray others = ScalarMath.isEqual(target, 0f)
                .logicalOr(ScalarMath.isEqual(target, 1f))
                .logicalNot();
        NDArray binary = ScalarMath.isEqual(
                        others.toType(DataType.FLOAT32, false).sum(), 0f)
                .toType(DataType.FLOAT32, false);
        return target.add(ScalarMath.subtract(target, 1f).mul(binary));
    }
}
