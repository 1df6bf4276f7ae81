package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.RMSprop;
import io.epochal.trainer.djl.tensor.ScalarMath;
import org.jspecify.annotations.Nullable;

/** As Keras 3.15, rmsprop.py: epsilon is below the root. */
final class RmsPropRule implements PerWeightRule {
    private final RMSprop arguments;
    private final Slots slots;
    private final Slots.Slot velocity;
    private final Slots.@Nullable Slot momentum;
    private final Slots.@Nullable Slot mean;

    RmsPropRule(RMSprop arguments, Slots slots) {
        this.arguments = arguments;
        this.slots = slots;
        this.velocity = slots.add("velocity");
        this.momentum = arguments.momentum() > 0 ? slots.add("momentum") : null;
        this.mean = arguments.centered() ? slots.add("average_gradient") : null;
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        Moments.mixSquare(velocity.of(name), gradient, arguments.rho());
        try (NDArray square = squaredDeviation(name, gradient);
                NDArray divisor = square.sqrt()) {
            ScalarMath.multiplyInPlace(gradient, step.learningRate());
            gradient.divi(divisor);
        }
        weight.subi(momentum == null ? gradient : swung(momentum.of(name), gradient));
    }

    /** With epsilon. */
    private NDArray squaredDeviation(String name, NDArray gradient) {
        if (mean == null) {
            return ScalarMath.add(velocity.of(name), (float) arguments.epsilon());
        }
        Moments.mix(mean.of(name), gradient, arguments.rho());
        try (NDArray square = mean.of(name).square()) {
            NDArray deviation = velocity.of(name).sub(square);
            ScalarMath.addInPlace(deviation, (float) arguments.epsilon());
            return deviation;
        }
    }

    private NDArray swung(NDArray momentum, NDArray change) {
        ScalarMath.multiplyInPlace(momentum, (float) arguments.momentum());
        momentum.addi(change);
        return momentum;
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
