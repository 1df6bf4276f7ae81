package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Adagrad;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** As Keras 3.15, adagrad.py: epsilon is below the root. */
final class AdagradRule implements PerWeightRule {
    private final Adagrad arguments;
    private final Slots slots;
    private final Slots.Slot accumulator;

    AdagradRule(Adagrad arguments, Slots slots) {
        this.arguments = arguments;
        this.slots = slots;
        this.accumulator = slots.add("accumulator", arguments.initialAccumulatorValue());
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        try (NDArray square = gradient.square()) {
            accumulator.of(name).addi(square);
        }
        try (NDArray sum = ScalarMath.add(accumulator.of(name), (float) arguments.epsilon());
                NDArray divisor = sum.sqrt()) {
            ScalarMath.multiplyInPlace(gradient, step.learningRate());
            gradient.divi(divisor);
            weight.subi(gradient);
        }
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
