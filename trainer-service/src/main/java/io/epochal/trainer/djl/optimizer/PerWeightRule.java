package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;

/** A rule that changes one weight after the other. */
interface PerWeightRule extends WeightOptimizer {
    @Override
    default void update(Slots.Slot weights, Slots.Slot gradients, OptimizerStep step) {
        begin(step);
        gradients.byWeight().forEach((name, gradient) -> update(name, weights.of(name), gradient, step));
    }

    /** What an update does once, before its weights. */
    default void begin(OptimizerStep step) {}

    /**
     * Changes one weight.
     *
     * @param gradient may be overwritten
     */
    void update(String name, NDArray weight, NDArray gradient, OptimizerStep step);
}
