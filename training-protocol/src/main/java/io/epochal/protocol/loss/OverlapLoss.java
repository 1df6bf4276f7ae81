package io.epochal.protocol.loss;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Losses of how far two regions overlap. Their {@code axis} is what is summed over; null for all, the batch included. */
public sealed interface OverlapLoss extends Loss {
    record Dice(@Nullable List<Integer> axis) implements OverlapLoss {}

    /**
     * @param alpha the weight of what the output lacks, in Keras' code
     * @param beta the weight of what the output has too much
     */
    record Tversky(double alpha, double beta, @Nullable List<Integer> axis) implements OverlapLoss {}
}
