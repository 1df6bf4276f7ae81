package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an update rule remembers: slot by slot, a tensor of each weight's shape. */
final class Slots {
    private final Map<String, NDArray> weights;
    private final NDManager manager;
    private final Map<String, NDArray> tensors = new LinkedHashMap<>();

    /** @param manager owns the tensors */
    Slots(Map<String, NDArray> weights, NDManager manager) {
        this.weights = weights;
        this.manager = manager;
    }

    /** Tensors by the weights' names. */
    record Slot(Map<String, NDArray> byWeight) {
        NDArray of(String weight) {
            NDArray tensor = byWeight.get(weight);
            if (tensor == null) {
                throw new IllegalStateException("no tensor for " + weight);
            }
            return tensor;
        }
    }

    Slot add(String name) {
        return add(name, 0);
    }

    /** @param initial of all elements */
    Slot add(String name, double initial) {
        Map<String, NDArray> byWeight = new LinkedHashMap<>();
        weights.forEach((weight, values) -> {
            NDArray tensor = manager.full(values.getShape(), (float) initial);
            byWeight.put(weight, tensor);
            tensors.put(name + "/" + weight, tensor);
        });
        return new Slot(byWeight);
    }

    /** A number that is the same for all weights. */
    NDArray addNumber(String name, float initial) {
        NDArray number = manager.full(new Shape(1), initial);
        tensors.put(name, number);
        return number;
    }

    /** All of it, as it is stored in checkpoints: {@code momentum/dense/kernel}. */
    Map<String, NDArray> tensors() {
        return tensors;
    }
}
