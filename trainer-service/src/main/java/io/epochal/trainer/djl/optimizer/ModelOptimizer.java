package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.Optimizer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all of Keras' optimizers have in common, around the one that a run has: the rate, the iterations, the average. */
public final class ModelOptimizer {
    private final Optimizer settings;
    private final WeightOptimizer optimizer;
    private final @Nullable MovingAverage average;
    private float learningRate;
    private long iterations;

    /** @param weights the model's, by Keras' names; changed in place by every step */
    public ModelOptimizer(Optimizer settings, Map<String, NDArray> weights, NDManager manager) {
        this.settings = settings;
        this.optimizer = Optimizers.begin(settings, weights, manager);
        this.average = settings.useEma() ? new MovingAverage(settings, weights, manager) : null;
        this.learningRate = (float) settings.learningRate();
    }

    public void setLearningRate(float rate) {
        learningRate = rate;
    }

    /** Applies the gradients. */
    public void step() {
        iterations++;
        optimizer.update(learningRate, iterations);
        if (average != null) {
            average.update(iterations);
        }
    }

    /** Null without {@code use_ema}. */
    public @Nullable MovingAverage average() {
        return average;
    }

    /** All that the optimizer remembers, under the names that checkpoints have: {@code adam/momentum/dense/kernel}. */
    public Map<String, NDArray> tensors() {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        optimizer
                .slots()
                .forEach((slot, byWeight) -> byWeight.forEach(
                        (weight, tensor) -> tensors.put(settings.type() + "/" + slot + "/" + weight, tensor)));
        return tensors;
    }

    /** The name of the iterations in checkpoints. */
    public String iterationName() {
        return settings.type() + "/iteration";
    }

    public long iterations() {
        return iterations;
    }

    public void setIterations(long iterations) {
        this.iterations = iterations;
    }
}
