package io.epochal.trainer.djl.optimizer;

/**
 * One update of all weights.
 *
 * @param iteration how many updates there were with this one, from 1: Keras' {@code optimizer.iterations} + 1
 */
record OptimizerStep(float learningRate, long iteration) {
    /** Keras' {@code beta_1_power} and the like: to the power of the iteration, in 32 bits. */
    float power(double base) {
        return power(base, iteration);
    }

    static float power(double base, long exponent) {
        return (float) Math.pow((float) base, (double) exponent);
    }
}
