package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.protocol.optimizer.Optimizer;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all of Keras' optimizers have in common, around the rule of the one that a run has: rate, iterations, accumulation, clipping,
 * weight decay, average. In the order of Keras 3.15, base_optimizer.py, {@code apply}.
 */
public final class ModelOptimizer {
    private final Optimizer settings;
    private final Map<String, NDArray> weights;
    private final NDManager manager;
    private final Runnable constraints;
    private final WeightOptimizer rule;
    private final Clipping clipping;
    private final @Nullable Accumulation accumulation;
    private final @Nullable MovingAverage average;
    private float learningRate;
    private long iterations;

    /** @param weights those that are trained, by Keras' names, each with a gradient; changed in place by every step */
    public ModelOptimizer(Optimizer settings, Map<String, NDArray> weights, NDManager manager) {
        this(settings, weights, manager, () -> {});
    }

    /** @param constraints run in every step, after the update and the average, as Keras applies the constraints of weights */
    public ModelOptimizer(Optimizer settings, Map<String, NDArray> weights, NDManager manager, Runnable constraints) {
        this.settings = settings;
        this.weights = weights;
        this.manager = manager;
        this.constraints = constraints;
        this.rule = settings.kind().accept(new Optimizers(weights, manager));
        this.clipping = Clipping.of(settings);
        Integer steps = settings.gradientAccumulationSteps();
        this.accumulation = steps == null ? null : new Accumulation(steps, new Slots(weights, manager));
        this.average = settings.useEma() ? new MovingAverage(settings, weights, manager) : null;
        this.learningRate = (float) settings.learningRate();
    }

    public void setLearningRate(float rate) {
        learningRate = rate;
    }

    /** Takes a batch's gradients: applies them, or adds them to those of the batches before. */
    public void step() {
        long iteration = iteration();
        try (NDManager scope = manager.newSubManager()) {
            Slots.Slot gradients = gradients(scope);
            boolean complete = accumulation == null || accumulation.completes(gradients, iterations);
            if (complete && !gradients.byWeight().isEmpty()) {
                update(gradients, new OptimizerStep(learningRate, iteration));
            }
        }
        clearGradients();
        if (average != null) {
            average.update(iteration);
        }
        constraints.run();
        iterations++;
    }

    /** Of the update that this batch belongs to, from 1. */
    private long iteration() {
        Integer steps = settings.gradientAccumulationSteps();
        return 1 + (steps == null ? iterations : iterations / steps);
    }

    /**
     * As in Keras, a weight that the loss does not depend on has none, and is left alone.
     *
     * @param scope owns them, and with it what is computed from them
     */
    private Slots.Slot gradients(NDManager scope) {
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            NDArray gradient = JniUtils.getGradient((PtNDArray) weight);
            if (gradient != null) {
                gradient.attach(scope);
                gradients.put(name, gradient);
            }
        });
        return new Slots.Slot(gradients);
    }

    private void update(Slots.Slot gradients, OptimizerStep step) {
        clipping.clip(gradients.byWeight().values());
        Slots.Slot trained = new Slots.Slot(weights);
        gradients.byWeight().keySet().forEach(name -> decay(trained.of(name)));
        rule.update(trained, gradients, step);
    }

    /** The engine adds the next batch's to what is there. */
    private void clearGradients() {
        weights.values().forEach(weight -> JniUtils.zeroGrad((PtNDArray) weight));
    }

    /** Keras' {@code _apply_weight_decay}. The share is subtracted: a factor near 1 would be rounded off the same way each time. */
    private void decay(NDArray weight) {
        Double decay = settings.weightDecay();
        if (decay != null) {
            try (NDArray loss = ScalarMath.multiply(weight, decay.floatValue() * learningRate)) {
                weight.subi(loss);
            }
        }
    }

    /** Null without {@code use_ema}. */
    public @Nullable MovingAverage average() {
        return average;
    }

    /** All that the optimizer remembers but the average, under the names that checkpoints have: {@code adam/momentum/dense/kernel}. */
    public Map<String, NDArray> tensors() {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        rule.slots().tensors().forEach((name, tensor) -> tensors.put(settings.type() + "/" + name, tensor));
        if (accumulation != null) {
            accumulation.tensors().forEach((name, tensor) -> tensors.put(settings.type() + "/" + name, tensor));
        }
        return tensors;
    }

    /** The name of the iterations in checkpoints. */
    public String iterationName() {
        return settings.type() + "/iteration";
    }

    /** Batches so far, not updates: the place within an accumulation is in it, as in Keras' {@code _iterations}. */
    public long iterations() {
        return iterations;
    }

    public void setIterations(long iterations) {
        this.iterations = iterations;
    }
}
