package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.optimizer.Nadam;
import io.epochal.trainer.djl.tensor.ScalarMath;

/** Adam with Nesterov momentum, as Keras 3.15, nadam.py. As there, 1 - beta is computed in 32 bits. */
final class NadamRule implements PerWeightRule {
    private static final double DECAY = 0.96;

    private final float beta1;
    private final float beta2;
    private final float epsilon;
    private final Slots slots;
    private final Slots.Slot momentum;
    private final Slots.Slot velocity;
    /** The product of all momenta so far: Keras' {@code _u_product}. */
    private final NDArray product;

    NadamRule(Nadam arguments, Slots slots) {
        this.beta1 = (float) arguments.beta1();
        this.beta2 = (float) arguments.beta2();
        this.epsilon = (float) arguments.epsilon();
        this.slots = slots;
        this.momentum = slots.add("momentum");
        this.velocity = slots.add("velocity");
        this.product = slots.addNumber("u_product", 1);
    }

    @Override
    public void begin(OptimizerStep step) {
        ScalarMath.multiplyInPlace(product, beta1);
        ScalarMath.multiplyInPlace(product, momentumShare(step.iteration()));
    }

    private static float momentumShare(long iteration) {
        return 1 - 0.5f * OptimizerStep.power(DECAY, iteration);
    }

    @Override
    public void update(String name, NDArray weight, NDArray gradient, OptimizerStep step) {
        Moments.approach(momentum.of(name), gradient, 1 - beta1);
        Moments.approachSquare(velocity.of(name), gradient, 1 - beta2);
        try (NDArray change = lookedAhead(momentum.of(name), gradient, step.iteration());
                NDArray square = ScalarMath.divide(velocity.of(name), 1 - step.power(beta2));
                NDArray divisor = square.sqrt()) {
            ScalarMath.multiplyInPlace(change, step.learningRate());
            ScalarMath.addInPlace(divisor, epsilon);
            change.divi(divisor);
            weight.subi(change);
        }
    }

    /** Keras' {@code m_hat}. */
    private NDArray lookedAhead(NDArray mean, NDArray gradient, long iteration) {
        float now = beta1 * momentumShare(iteration);
        float next = beta1 * momentumShare(iteration + 1);
        try (NDArray untilNow = product.neg();
                NDArray untilNext = ScalarMath.multiply(product, -next);
                NDArray share = ScalarMath.multiply(gradient, 1 - now)) {
            ScalarMath.addInPlace(untilNow, 1f);
            ScalarMath.addInPlace(untilNext, 1f);
            share.divi(untilNow);
            NDArray ahead = ScalarMath.multiply(mean, next);
            ahead.divi(untilNext);
            ahead.addi(share);
            return ahead;
        }
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
