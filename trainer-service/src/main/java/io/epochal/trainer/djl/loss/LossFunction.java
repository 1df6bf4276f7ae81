package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** One of Keras' losses at work, as the function of its name in losses.py, Keras 3.15. */
public interface LossFunction {
    /**
     * A batch's values before weights and reduction; differentiable by the output.
     *
     * @param target of any number type
     * @param output float32
     * @param logits whether the output is what was before the last activation, see {@link #wantsLogits}
     * @return most often [batch], or [batch, …]: the mean over the last axis is taken
     */
    NDArray perSample(NDArray target, NDArray output, boolean logits);

    /** Whether it is to be given what was before this activation: as {@code _keras_logits} of Keras on TensorFlow. */
    default boolean wantsLogits(LastActivation last) {
        return false;
    }

    /**
     * Which of the values count, as 0 and 1 in their shape; null for all.
     *
     * @param target as it was given to {@link #perSample}
     */
    default @Nullable NDArray mask(NDArray target, NDArray values) {
        return null;
    }

    /** Whether {@link #mask} may leave values out. */
    default boolean hasMask() {
        return false;
    }

    /** Whether a row's values are the same whichever rows are in its batch. If not, rows must be cut into batches as Keras cuts them. */
    default boolean isPerRow() {
        return true;
    }
}
