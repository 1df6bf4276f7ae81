package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;

/** One of Keras' update rules: changes weights in place by their gradients. {@link Optimizers} has one for each kind. */
interface WeightOptimizer {
    /** What an update does once, before its weights. */
    default void begin(OptimizerStep step) {}

    /**
     * Changes one weight.
     *
     * @param gradient may be overwritten
     */
    void update(String name, NDArray weight, NDArray gradient, OptimizerStep step);

    /** What it remembers from step to step: the tensors themselves, not copies. */
    Slots slots();
}
