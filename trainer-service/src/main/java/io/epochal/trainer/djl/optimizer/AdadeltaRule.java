package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Adadelta;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** As Keras 3.15, adadelta.py: the rate scales what is applied, not what is remembered. */
final class AdadeltaRule implements PerWeightRule {
    private final Adadelta arguments;
    private final Slots slots;
    private final Slots.Slot gradients;
    private final Slots.Slot changes;

    AdadeltaRule(Adadelta arguments, Slots slots) {
        this.arguments = arguments;
        this.slots = slots;
        this.gradients = slots.add("accumulated_grad");
        this.changes = slots.add("accumulated_delta_var");
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        Moments.mixSquare(gradients.of(name), gradient, arguments.rho());
        try (NDArray change = size(changes.of(name));
                NDArray divisor = size(gradients.of(name))) {
            change.muli(gradient);
            change.divi(divisor);
            Moments.mixSquare(changes.of(name), change, arguments.rho());
            ScalarMath.multiplyInPlace(change, step.learningRate());
            weight.subi(change);
        }
    }

    /** {@code sqrt(x + epsilon)}. */
    private NDArray size(NDArray squares) {
        try (NDArray sum = ScalarMath.add(squares, (float) arguments.epsilon())) {
            return sum.sqrt();
        }
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
