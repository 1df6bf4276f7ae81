package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.Regularizer;

/** What a regularizer adds to the loss, as Keras 3.15, regularizers.py. */
public final class Regularization {
    private Regularization() {}

    /** A scalar: sums over all values, not means. */
    public static NDArray of(Regularizer regularizer, NDArray values) {
        NDArray cost = null;
        if (regularizer.l1() != 0) {
            cost = values.abs().sum().mul((float) regularizer.l1());
        }
        if (regularizer.l2() != 0) {
            NDArray squares = values.square().sum().mul((float) regularizer.l2());
            cost = cost == null ? squares : cost.add(squares);
        }
        return cost == null ? values.getManager().zeros(new ai.djl.ndarray.types.Shape()) : cost;
    }
}
