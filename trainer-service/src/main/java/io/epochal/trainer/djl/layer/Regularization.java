package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.Regularizer;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** What a regularizer adds to the loss, as Keras 3.15, regularizers.py. */
public final class Regularization {
    private Regularization() {}

    /** A scalar: sums over all values, not means. */
    public static NDArray of(Regularizer regularizer, NDArray values) {
        NDArray cost = null;
        if (regularizer.l1() != 0) {
            cost = ScalarMath.multiply(values.abs().sum(), regularizer.l1());
        }
        if (regularizer.l2() != 0) {
            NDArray squares = ScalarMath.multiply(values.square().sum(), regularizer.l2());
            cost = cost == null ? squares : cost.add(squares);
        }
        return cost == null ? values.getManager().zeros(new ai.djl.ndarray.types.Shape()) : cost;
    }
}
