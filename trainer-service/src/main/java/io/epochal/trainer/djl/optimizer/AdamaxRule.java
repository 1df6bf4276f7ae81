package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Adamax;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** As Keras 3.15, adamax.py. */
final class AdamaxRule implements PerWeightRule {
    private final Adamax arguments;
    private final Slots slots;
    private final Slots.Slot momentum;
    private final Slots.Slot norm;

    AdamaxRule(Adamax arguments, Slots slots) {
        this.arguments = arguments;
        this.slots = slots;
        this.momentum = slots.add("momentum");
        this.norm = slots.add("norm");
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        NDArray largest = norm.of(name);
        Moments.approach(momentum.of(name), gradient, (float) (1 - arguments.beta1()));
        ScalarMath.multiplyInPlace(largest, (float) arguments.beta2());
        try (NDArray size = gradient.abs()) {
            Moments.raise(largest, size);
        }
        try (NDArray change = ScalarMath.multiply(momentum.of(name), step.learningRate());
                NDArray divisor = ScalarMath.add(largest, (float) arguments.epsilon())) {
            ScalarMath.multiplyInPlace(divisor, 1 - step.power(arguments.beta1()));
            change.divi(divisor);
            weight.subi(change);
        }
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
