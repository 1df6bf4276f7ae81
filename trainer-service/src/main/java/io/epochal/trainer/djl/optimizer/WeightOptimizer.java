package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** One of Keras' optimizers: changes weights in place by their gradients. {@link Optimizers} has them by name. */
interface WeightOptimizer {
    /** @param iteration how often it was called with this call, from 1, as Keras' {@code optimizer.iterations} + 1 */
    void update(float learningRate, long iteration);

    /**
     * What it remembers from step to step, as it is stored in checkpoints: kind of tensor ({@code momentum}), then weight. The
     * tensors themselves, not copies.
     */
    Map<String, Map<String, NDArray>> slots();
}
