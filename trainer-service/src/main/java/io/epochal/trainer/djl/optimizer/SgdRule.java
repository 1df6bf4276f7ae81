package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.SGD;
import io.epochal.trainer.djl.tensor.ScalarMath;
import org.jspecify.annotations.Nullable;

/** Gradient descent with momentum, as Keras 3.15, sgd.py. */
final class SgdRule implements PerWeightRule {
    private final Slots slots;
    private final float momentum;
    private final boolean nesterov;
    private final Slots.@Nullable Slot velocity;

    SgdRule(SGD arguments, Slots slots) {
        this.slots = slots;
        this.momentum = (float) arguments.momentum();
        this.nesterov = arguments.nesterov();
        this.velocity = arguments.momentum() == 0 ? null : slots.add("momentum");
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        ScalarMath.multiplyInPlace(gradient, step.learningRate());
        if (velocity == null) {
            weight.subi(gradient);
            return;
        }
        NDArray speed = velocity.of(name);
        ScalarMath.multiplyInPlace(speed, momentum);
        speed.subi(gradient);
        if (!nesterov) {
            weight.addi(speed);
            return;
        }
        try (NDArray ahead = ScalarMath.multiply(speed, momentum)) {
            ahead.subi(gradient);
            weight.addi(ahead);
        }
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
