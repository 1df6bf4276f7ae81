package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Lion;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** As Keras 3.15, lion.py: 1 - beta is computed in 32 bits. */
final class LionRule implements PerWeightRule {
    private final float beta1;
    private final float beta2;
    private final Slots slots;
    private final Slots.Slot momentum;

    LionRule(Lion arguments, Slots slots) {
        this.beta1 = (float) arguments.beta1();
        this.beta2 = (float) arguments.beta2();
        this.slots = slots;
        this.momentum = slots.add("momentum");
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        NDArray mean = momentum.of(name);
        try (NDArray mixed = ScalarMath.multiply(mean, beta1);
                NDArray share = ScalarMath.multiply(gradient, 1 - beta1)) {
            mixed.addi(share);
            try (NDArray change = mixed.sign()) {
                ScalarMath.multiplyInPlace(change, step.learningRate());
                weight.subi(change);
            }
        }
        ScalarMath.multiplyInPlace(gradient, 1 - beta2);
        ScalarMath.multiplyInPlace(mean, beta2);
        mean.addi(gradient);
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
