package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.trainer.djl.tensor.ScalarMath;
import org.jspecify.annotations.Nullable;

/** Functions of PyTorch that DJL has no name for, or only with restrictions that PyTorch does not have. */
final class TorchFunctions {
    private TorchFunctions() {}

    /** Broadcasts all three. */
    static NDArray where(NDArray condition, NDArray then, NDArray otherwise) {
        return JniUtils.where((PtNDArray) condition, (PtNDArray) then, (PtNDArray) otherwise);
    }

    /** On the last axes, which have the shape of gamma and beta. */
    static NDArray layerNorm(NDArray values, NDArray gamma, NDArray beta, double epsilon) {
        return JniUtils.layerNorm((PtNDArray) values, gamma.getShape(), (PtNDArray) gamma, (PtNDArray) beta, epsilon);
    }

    /** Along several axes, which stay with a size of 1. */
    static NDArray mean(NDArray values, int... axes) {
        NDArray sum = values.sum(axes, true);
        return ScalarMath.multiply(sum, (double) sum.size() / values.size());
    }

    /**
     * The channels are axis 1.
     *
     * @param momentum how much of the batch goes into mean and variance, while training
     */
    static NDArray batchNorm(
            NDArray values,
            NDArray mean,
            NDArray variance,
            NDArray gamma,
            NDArray beta,
            boolean training,
            double momentum,
            double epsilon) {
        return JniUtils.batchNorm(
                (PtNDArray) values,
                (PtNDArray) mean,
                (PtNDArray) variance,
                (PtNDArray) gamma,
                (PtNDArray) beta,
                training,
                momentum,
                epsilon);
    }

    /** {@code values * weightᵀ + bias} on the last axis. */
    static NDArray linear(NDArray values, NDArray weight, @Nullable NDArray bias) {
        return JniUtils.linear((PtNDArray) values, (PtNDArray) weight, (PtNDArray) bias);
    }

    /** Rows of a table by whole numbers of 64 bits, in the shape of those and one axis more. */
    static NDArray rows(NDArray table, NDArray indexes) {
        return JniUtils.embedding((PtNDArray) indexes, (PtNDArray) table, false);
    }

    /** A view of a weight in another shape, for this pass only. */
    static NDArray reshaped(NDArray weight, Pass pass, long... shape) {
        NDArray view = weight.reshape(shape);
        view.attach(pass.manager());
        return view;
    }
}
