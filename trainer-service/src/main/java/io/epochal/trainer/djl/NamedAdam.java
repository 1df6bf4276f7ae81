package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.RunSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam as Keras 3.15, adam.py, on the engine's kernel. Keeps its moments by weight name, because DJL's own optimizer has no way to
 * store them.
 */
final class NamedAdam {
    private final RunSpec.Optimizer settings;
    private final Map<String, NDArray> weights;
    private final Map<String, NDArray> first = new LinkedHashMap<>();
    private final Map<String, NDArray> second = new LinkedHashMap<>();
    private final @Nullable MovingAverage average;
    private float rate;
    private long steps;

    NamedAdam(RunSpec.Optimizer settings, Map<String, NDArray> weights, NDManager manager) {
        this.settings = settings;
        this.weights = weights;
        this.rate = (float) settings.learningRate();
        weights.forEach((name, weight) -> {
            first.put(name, manager.zeros(weight.getShape()));
            second.put(name, manager.zeros(weight.getShape()));
        });
        this.average = settings.useEma() ? new MovingAverage(settings, weights, manager) : null;
    }

    void setLearningRate(float rate) {
        this.rate = rate;
    }

    /** Applies the gradients and clears them. */
    void step() {
        steps++;
        double correction = Math.sqrt(1 - Math.pow(settings.beta2(), (double) steps))
                / (1 - Math.pow(settings.beta1(), (double) steps));
        float corrected = (float) (rate * correction);
        weights.forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                weight.getNDArrayInternal()
                        .adamUpdate(
                                new NDList(weight, gradient, first.get(name), second.get(name)),
                                new NDList(weight),
                                rate,
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
        if (average != null) {
            average.update(steps);
        }
    }

    /** Null without {@code use_ema}. */
    @Nullable
    MovingAverage average() {
        return average;
    }

    Map<String, NDArray> first() {
        return first;
    }

    Map<String, NDArray> second() {
        return second;
    }

    long steps() {
        return steps;
    }

    void setSteps(long steps) {
        this.steps = steps;
    }
}
