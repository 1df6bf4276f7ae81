package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.protocol.optimizer.Adam;
import java.util.List;

/**
 * Adam as Keras 3.15, adam.py, on the engine's kernel. Keeps its moments by weight name, because DJL's own optimizer has no way to
 * store them. A large weight is updated block by block, see {@link Blocks}.
 */
final class AdamRule implements WeightOptimizer {
    private final Adam arguments;
    private final Slots slots;
    private final Slots.Slot momentum;
    private final Slots.Slot velocity;
    private final Blocks blocks;

    AdamRule(Adam arguments, Slots slots, Blocks blocks) {
        this.arguments = arguments;
        this.slots = slots;
        this.momentum = slots.add("momentum");
        this.velocity = slots.add("velocity");
        this.blocks = blocks;
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        // The gradient's manager ends with this step, and the views with it.
        NDManager views = gradient.getManager();
        List<NDArray> weights = blocks.of(weight, views);
        List<NDArray> gradients = blocks.of(gradient, views);
        List<NDArray> means = blocks.of(momentum.of(name), views);
        List<NDArray> squares = blocks.of(velocity.of(name), views);
        for (int i = 0; i < weights.size(); i++) {
            JniUtils.adamUpdate(
                    (PtNDArray) weights.get(i),
                    (PtNDArray) gradients.get(i),
                    (PtNDArray) means.get(i),
                    (PtNDArray) squares.get(i),
                    step.learningRate(),
                    corrected(step),
                    0f,
                    1f,
                    -1f,
                    (float) arguments.beta1(),
                    (float) arguments.beta2(),
                    (float) arguments.epsilon(),
                    // Nothing decays here; this way the kernel has three operations less to do for that.
                    false);
        }
    }

    /** The rate, with both moments' bias taken out. */
    private float corrected(OptimizerStep step) {
        double iteration = step.iteration();
        double correction =
                Math.sqrt(1 - Math.pow(arguments.beta2(), iteration)) / (1 - Math.pow(arguments.beta1(), iteration));
        return (float) (step.learningRate() * correction);
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
