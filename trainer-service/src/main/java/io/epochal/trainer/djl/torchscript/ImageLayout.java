package io.epochal.trainer.djl.torchscript;

import ai.djl.ndarray.NDArray;

/**
 * How a module takes and gives images. Outside they have channels last, as in Keras. What is no batch of images stays as it is.
 *
 * @param channelsFirst whether the module has them as PyTorch's layers do
 */
record ImageLayout(boolean channelsFirst) {
    private static final int IMAGES = 4;

    /** In memory too, not only by strides: a module's {@code view} asks for that. */
    NDArray toModule(NDArray rows) {
        if (!isTransposed(rows)) {
            return rows;
        }
        NDArray transposed = rows.transpose(0, 3, 1, 2);
        return transposed.reshape(-1).reshape(transposed.getShape());
    }

    NDArray fromModule(NDArray output) {
        return isTransposed(output) ? output.transpose(0, 2, 3, 1) : output;
    }

    private boolean isTransposed(NDArray batch) {
        return channelsFirst && batch.getShape().dimension() == IMAGES;
    }
}
