package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.epochal.protocol.optimizer.Adam;

/**
 * Adam as Keras 3.15, adam.py, on the engine's kernel. Keeps its moments by weight name, because DJL's own optimizer has no way to
 * store them.
 */
final class AdamRule implements WeightOptimizer {
    private final Adam arguments;
    private final Slots slots;
    private final Slots.Slot momentum;
    private final Slots.Slot velocity;

    AdamRule(Adam arguments, Slots slots) {
        this.arguments = arguments;
        this.slots = slots;
        this.momentum = slots.add("momentum");
        this.velocity = slots.add("velocity");
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        weight.getNDArrayInternal()
                .adamUpdate(
                        new NDList(weight, gradient, momentum.of(name), velocity.of(name)),
                        new NDList(weight),
                        step.learningRate(),
                        corrected(step),
                        0f,
                        1f,
                        -1f,
                        (float) arguments.beta1(),
                        (float) arguments.beta2(),
                        (float) arguments.epsilon(),
                        true,
                        false);
    }

    /** The rate, with both moments' bias taken out. */
    private float corrected(OptimizerStep step) {
        double iteration = step.iteration();
        double correction =
                Math.sqrt(1 - Math.pow(arguments.beta2(), iteration)) / (1 - Math.pow(arguments.beta1(), iteration));
        return (float) (step.learningRate() * correction);
    }

    /** The engine's kernels do. */
    @Override
    public boolean clearsGradients() {
        return true;
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
