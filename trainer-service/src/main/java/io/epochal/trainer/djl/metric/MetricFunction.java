package io.epochal.trainer.djl.metric;

import ai.djl.ndarray.NDArray;
import io.epochal.trainer.djl.loss.LastActivation;
import org.jspecify.annotations.Nullable;

/**
 * One of Keras' metrics at work. Its state is numbers that a checkpoint stores. A batch is measured on the device and added on the
 * host, so that the measures of all metrics can come over in one transfer.
 */
public interface MetricFunction {
    /** The state before the first batch. */
    double[] begin();

    /**
     * What the state needs of a batch, as a vector of float32.
     *
     * @param target of any number type
     * @param output float32
     * @param logits whether the output is what was before the last activation, see {@link #wantsLogits}
     * @param sampleWeights [batch] or in the shape of the metric's values; null for equal ones
     */
    NDArray measure(NDArray target, NDArray output, boolean logits, @Nullable NDArray sampleWeights);

    /** Adds what was measured; the state is changed. */
    void add(double[] state, float[] measured);

    /** The metric's value; 0 before the first batch, as most of Keras' are. */
    double result(double[] state);

    /** Whether it is to be given what was before this activation: as {@code _keras_logits} of Keras on TensorFlow. */
    default boolean wantsLogits(LastActivation last) {
        return false;
    }

    /** Whether the output's mask is to be multiplied into the sample weights: MeanMetricWrapper of Keras 3.15 does so, others do not. */
    default boolean takesMask() {
        return false;
    }

    /** Whether its result is the same however the rows are cut into batches. */
    default boolean isPerRow() {
        return true;
    }
}
