package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Ftrl;
import io.epochal.trainer.djl.tensor.ScalarMath;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;

/** Follow the regularized leader, as Keras 3.15, ftrl.py. */
final class FtrlRule implements PerWeightRule {
    private final Ftrl arguments;
    private final Slots slots;
    private final Slots.Slot accumulator;
    private final Slots.Slot linear;

    FtrlRule(Ftrl arguments, Slots slots) {
        this.arguments = arguments;
        this.slots = slots;
        this.accumulator = slots.add("accumulator", arguments.initialAccumulatorValue());
        this.linear = slots.add("linear");
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        NDArray squares = accumulator.of(name);
        NDArray leader = linear.of(name);
        try (NDArray before = scale(squares);
                NDArray square = gradient.square()) {
            squares.addi(square);
            try (NDArray after = scale(squares)) {
                addShrinkage(gradient, weight);
                leader.addi(gradient);
                subtractProximity(leader, before, after, weight, step.learningRate());
                ScalarMath.divideInPlace(after, step.learningRate());
                ScalarMath.addInPlace(after, 2 * l2(step.learningRate()));
                assign(weight, leader, after);
            }
        }
    }

    /** {@code accumulator ** -learning_rate_power}. */
    private NDArray scale(NDArray squares) {
        return arguments.learningRatePower() == -0.5
                ? squares.sqrt()
                : ScalarMath.power(squares, (float) -arguments.learningRatePower());
    }

    private void addShrinkage(NDArray gradient, NDArray weight) {
        if (arguments.l2ShrinkageRegularizationStrength() > 0) {
            try (NDArray shrinkage =
                    ScalarMath.multiply(weight, (float) (2 * arguments.l2ShrinkageRegularizationStrength()))) {
                gradient.addi(shrinkage);
            }
        }
    }

    private static void subtractProximity(NDArray leader, NDArray before, NDArray after, NDArray weight, float rate) {
        try (NDArray sigma = after.sub(before)) {
            ScalarMath.divideInPlace(sigma, rate);
            sigma.muli(weight);
            leader.subi(sigma);
        }
    }

    private float l2(float rate) {
        return (float) arguments.l2RegularizationStrength() + (float) arguments.beta() / (2 * rate);
    }

    /** Not by {@code clip}, which leaves its limits to the tensor's manager. */
    private void assign(NDArray weight, NDArray leader, NDArray divisor) {
        float l1 = (float) arguments.l1RegularizationStrength();
        try (NDArray notBelow = ScalarMath.atLeast(leader, -l1);
                NDArray clipped = ScalarMath.atMost(notBelow, l1)) {
            clipped.subi(leader);
            clipped.divi(divisor);
            InPlaceCopy.copy(clipped, weight);
        }
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
