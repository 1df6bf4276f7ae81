package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Adam;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** Adam with {@code amsgrad}, as Keras 3.15, adam.py: the largest second moment so far counts. The engine's kernel has none. */
final class AmsGradRule implements PerWeightRule {
    private final Adam arguments;
    private final Slots slots;
    private final Slots.Slot momentum;
    private final Slots.Slot velocity;
    private final Slots.Slot largest;

    AmsGradRule(Adam arguments, Slots slots) {
        this.arguments = arguments;
        this.slots = slots;
        this.momentum = slots.add("momentum");
        this.velocity = slots.add("velocity");
        this.largest = slots.add("velocity_hat");
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        NDArray first = momentum.of(name);
        NDArray second = velocity.of(name);
        NDArray bound = largest.of(name);
        Moments.approach(first, gradient, (float) (1 - arguments.beta1()));
        Moments.approachSquare(second, gradient, (float) (1 - arguments.beta2()));
        Moments.raise(bound, second);
        try (NDArray change = ScalarMath.multiply(first, rate(step));
                NDArray divisor = bound.sqrt()) {
            ScalarMath.addInPlace(divisor, (float) arguments.epsilon());
            change.divi(divisor);
            weight.subi(change);
        }
    }

    private float rate(OptimizerStep step) {
        float second = (float) Math.sqrt(1 - step.power(arguments.beta2()));
        return step.learningRate() * second / (1 - step.power(arguments.beta1()));
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
