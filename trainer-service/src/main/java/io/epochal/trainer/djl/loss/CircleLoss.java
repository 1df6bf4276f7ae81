package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.epochal.protocol.loss.EmbeddingLoss.Circle;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** The rows of a batch against each other, as circle in losses.py, Keras 3.15. */
record CircleLoss(Circle loss) implements LossFunction {
    @Override
    public NDArray perSample(NDArray target, NDArray output, boolean logits) {
        NDArray distance = ScalarMath.atLeast(
                ScalarMath.add(output.matMul(output.transpose()).neg(), 1f), 0);
        NDArray alike = alike(target.toType(DataType.INT32, false));
        NDArray different = alike.logicalNot();
        if (loss.removeDiagonal()) {
            NDArray diagonal = ScalarMath.isEqual(
                    alike.getManager().eye((int) output.getShape().get(0)), 0f);
            alike = alike.logicalAnd(diagonal);
        }
        float margin = (float) loss.margin();
        float gamma = (float) loss.gamma();
        NDArray near = ScalarMath.multiply(
                ScalarMath.atLeast(ScalarMath.add(distance, margin), 0).mul(ScalarMath.add(distance.neg(), margin)),
                -gamma);
        NDArray far = ScalarMath.multiply(
                ScalarMath.atLeast(ScalarMath.add(distance.neg(), 1f + margin), 0)
                        .mul(ScalarMath.add(distance.neg(), 1f - margin)),
                gamma);
        return Activation.softPlus(logSumExp(near, alike).add(logSumExp(far, different)));
    }

    /** Rows without a loss do not count. */
    @Override
    public NDArray mask(NDArray target, NDArray values) {
        return ScalarMath.isGreater(values, 0f);
    }

    @Override
    public boolean isPerRow() {
        return false;
    }

    private static NDArray alike(NDArray classes) {
        NDArray column = classes.getShape().dimension() == 1 ? classes.expandDims(1) : classes;
        return column.eq(column.transpose());
    }

    /** Over the columns where a mask is true; minus infinity where it nowhere is. */
    private static NDArray logSumExp(NDArray values, NDArray mask) {
        NDArray nothing = values.getManager().full(values.getShape(), Float.NEGATIVE_INFINITY);
        NDArray terms = NDArrays.where(mask, values, nothing);
        NDArray highest = ScalarMath.atLeast(terms.max(new int[] {1}, true), -Float.MAX_VALUE)
                .stopGradient();
        NDArray sums = terms.sub(highest).exp().sum(new int[] {1});
        return sums.log().add(highest.reshape(new Shape(values.getShape().get(0))));
    }
}
