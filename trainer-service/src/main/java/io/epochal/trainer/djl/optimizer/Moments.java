package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.trainer.djl.tensor.ScalarMath;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;

/** Running means of gradients and of their squares, in the order of operations of Keras 3.15's adam.py, nadam.py and rmsprop.py. */
final class Moments {
    private Moments() {}

    /** {@code mean += (gradient - mean) * share}. */
    static void approach(NDArray mean, NDArray gradient, float share) {
        try (NDArray difference = gradient.sub(mean)) {
            ScalarMath.multiplyInPlace(difference, share);
            mean.addi(difference);
        }
    }

    /** The same with the gradient's square. */
    static void approachSquare(NDArray mean, NDArray gradient, float share) {
        try (NDArray difference = gradient.square()) {
            difference.subi(mean);
            ScalarMath.multiplyInPlace(difference, share);
            mean.addi(difference);
        }
    }

    /** {@code mean = rho * mean + (1 - rho) * gradient}. */
    static void mix(NDArray mean, NDArray gradient, double rho) {
        try (NDArray share = ScalarMath.multiply(gradient, (float) (1 - rho))) {
            ScalarMath.multiplyInPlace(mean, (float) rho);
            mean.addi(share);
        }
    }

    /** The same with the gradient's square. */
    static void mixSquare(NDArray mean, NDArray gradient, double rho) {
        try (NDArray share = gradient.square()) {
            ScalarMath.multiplyInPlace(share, (float) (1 - rho));
            ScalarMath.multiplyInPlace(mean, (float) rho);
            mean.addi(share);
        }
    }

    /** {@code largest = max(largest, values)}. */
    static void raise(NDArray largest, NDArray values) {
        try (NDArray larger = largest.maximum(values)) {
            InPlaceCopy.copy(larger, largest);
        }
    }
}
