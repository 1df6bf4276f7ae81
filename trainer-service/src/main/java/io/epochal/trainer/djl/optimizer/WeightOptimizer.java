package io.epochal.trainer.djl.optimizer;

/** One of Keras' update rules: changes weights in place by their gradients. {@link Optimizers} has one for each kind. */
interface WeightOptimizer {
    /**
     * Changes each weight that has a gradient.
     *
     * @param weights all that are trained
     * @param gradients may be overwritten
     */
    void update(Slots.Slot weights, Slots.Slot gradients, OptimizerStep step);

    /** What it remembers from step to step: the tensors themselves, not copies. */
    Slots slots();
}
