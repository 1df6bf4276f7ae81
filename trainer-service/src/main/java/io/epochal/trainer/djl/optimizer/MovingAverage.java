package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.optimizer.Optimizer;
import io.epochal.trainer.djl.tensor.ScalarMath;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weights' exponential moving average, as Keras 3.15, base_optimizer.py, {@code use_ema}. */
public final class MovingAverage {
    private final Map<String, NDArray> weights;
    private final Map<String, NDArray> averages = new LinkedHashMap<>();
    private final float momentum;
    private final @Nullable Integer overwriteFrequency;

    MovingAverage(Optimizer settings, Map<String, NDArray> weights, NDManager manager) {
        this.weights = weights;
        this.momentum = (float) settings.emaMomentum();
        this.overwriteFrequency = settings.emaOverwriteFrequency();
        weights.forEach((name, weight) -> averages.put(name, manager.zeros(weight.getShape())));
    }

    /**
     * @param iteration of the optimizer, from 1; several batches have the same one where gradients are accumulated. The weights of
     *     the first are the average
     */
    void update(long iteration) {
        float kept = iteration == 1 ? 0 : momentum;
        weights.forEach((name, weight) -> {
            NDArray average = byName(name);
            try (NDArray share = ScalarMath.multiply(weight, 1 - kept)) {
                ScalarMath.multiplyInPlace(average, kept);
                average.addi(share);
            }
        });
        if (overwriteFrequency != null && iteration % overwriteFrequency == 0) {
            overwrite();
        }
    }

    /** The average becomes the weights. */
    public void overwrite() {
        weights.forEach((name, weight) -> InPlaceCopy.copy(byName(name), weight));
    }

    /** What is done while the weights have the average's values. */
    public interface Swapped<T, E extends Exception> {
        T get() throws E;
    }

    /** Does something while the weights have the average's values. */
    public <T, E extends Exception> T swapped(NDManager scope, Swapped<T, E> what) throws E {
        Map<String, NDArray> kept = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            NDArray copy = weight.duplicate();
            copy.attach(scope);
            kept.put(name, copy);
        });
        overwrite();
        try {
            return what.get();
        } finally {
            weights.forEach((name, weight) -> InPlaceCopy.copy(byName(kept, name), weight));
        }
    }

    /** The averages, by the weights' names. */
    public Map<String, NDArray> byName() {
        return averages;
    }

    private NDArray byName(String name) {
        return byName(averages, name);
    }

    private static NDArray byName(Map<String, NDArray> tensors, String name) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("no tensor for " + name);
        }
        return tensor;
    }
}
