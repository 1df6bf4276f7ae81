package io.epochal.protocol.loss;

import org.jspecify.annotations.Nullable;

/**
 * Losses of probabilities. {@code from_logits} says that the model's output is before its softmax or sigmoid; {@code
 * label_smoothing}, 0 to 1, pulls the targets towards equal probabilities.
 */
public sealed interface ProbabilisticLoss extends Loss {
    record KLDivergence() implements ProbabilisticLoss {}

    record Poisson() implements ProbabilisticLoss {}

    /** @param axis over which the values' mean is taken */
    record BinaryCrossentropy(boolean fromLogits, double labelSmoothing, int axis) implements ProbabilisticLoss {}

    /**
     * @param applyClassBalancing whether {@code alpha} counts
     * @param alpha the weight of class 1; class 0 has the rest
     * @param gamma the exponent that makes easy samples light
     */
    record BinaryFocalCrossentropy(
            boolean applyClassBalancing,
            double alpha,
            double gamma,
            boolean fromLogits,
            double labelSmoothing,
            int axis)
            implements ProbabilisticLoss {}

    /** @param axis of the classes */
    record CategoricalCrossentropy(boolean fromLogits, double labelSmoothing, int axis) implements ProbabilisticLoss {}

    /** As {@link BinaryFocalCrossentropy}; {@code alpha} is one weight for all classes. */
    record CategoricalFocalCrossentropy(double alpha, double gamma, boolean fromLogits, double labelSmoothing, int axis)
            implements ProbabilisticLoss {}

    /**
     * Targets are class numbers. Its axis is the last: Keras' TensorFlow backend has no other.
     *
     * @param ignoreClass targets of this class count nothing; null for none
     */
    record SparseCategoricalCrossentropy(boolean fromLogits, @Nullable Integer ignoreClass)
            implements ProbabilisticLoss {}

    /**
     * Between cross entropy and absolute error; targets are class numbers.
     *
     * @param q more than 0 and less than 1
     */
    record CategoricalGeneralizedCrossEntropy(double q) implements ProbabilisticLoss {}
}
