package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.Optimizer;
import java.util.Map;

/** The optimizers that can be trained with, by the {@code type} of a run spec. */
final class Optimizers {
    private static final Map<String, Factory> BY_TYPE = Map.of("adam", Adam::new);

    private Optimizers() {}

    /** Begins one for a model's weights. */
    interface Factory {
        /** @param manager owns what the optimizer remembers */
        WeightOptimizer begin(Optimizer settings, Map<String, NDArray> weights, NDManager manager);
    }

    static WeightOptimizer begin(Optimizer settings, Map<String, NDArray> weights, NDManager manager) {
        Factory factory = BY_TYPE.get(settings.type());
        if (factory == null) {
            throw new IllegalArgumentException(
                    "optimizer must be one of " + BY_TYPE.keySet() + "; found " + settings.type());
        }
        return factory.begin(settings, weights, manager);
    }
}
