package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.Optimizer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam as Keras 3.15, adam.py, on the engine's kernel. Keeps its moments by weight name, because DJL's own optimizer has no way to
 * store them.
 */
final class Adam implements WeightOptimizer {
    private final Optimizer settings;
    private final Map<String, NDArray> weights;
    private final Map<String, NDArray> momentum = new LinkedHashMap<>();
    private final Map<String, NDArray> velocity = new LinkedHashMap<>();

    Adam(Optimizer settings, Map<String, NDArray> weights, NDManager manager) {
        this.settings = settings;
        this.weights = weights;
        weights.forEach((name, weight) -> {
            momentum.put(name, manager.zeros(weight.getShape()));
            velocity.put(name, manager.zeros(weight.getShape()));
        });
    }

    @Override
    public void update(float learningRate, long iteration) {
        double correction = Math.sqrt(1 - Math.pow(settings.beta2(), (double) iteration))
                / (1 - Math.pow(settings.beta1(), (double) iteration));
        float corrected = (float) (learningRate * correction);
        weights.forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                weight.getNDArrayInternal()
                        .adamUpdate(
                                new NDList(weight, gradient, momentum.get(name), velocity.get(name)),
                                new NDList(weight),
                                learningRate,
                                corrected,
                                0f,
                                1f,
                                -1f,
                                (float) settings.beta1(),
                                (float) settings.beta2(),
                                (float) settings.epsilon(),
                                true,
                                false);
            }
        });
    }

    @Override
    public Map<String, Map<String, NDArray>> slots() {
        Map<String, Map<String, NDArray>> slots = new LinkedHashMap<>();
        slots.put("momentum", momentum);
        slots.put("velocity", velocity);
        return slots;
    }
}
