package io.epochal.trainer.djl.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiFunction;

/**
 * Arithmetic of tensors with numbers, where a gradient is taken. DJL's own methods that take a {@code Number} put it into a direct buffer
 * of Java, and nothing refers to that buffer once they return; but the engine reads the number again for the gradient. A garbage
 * collection in between makes that one step wrong. Here the engine owns the number, and frees it with the graph. {@code
 * ArchitectureTest} forbids the others in layers and losses.
 */
public final class ScalarMath {
    private ScalarMath() {}

    public static NDArray multiply(NDArray values, double factor) {
        return with(values, factor, NDArray::mul);
    }

    public static NDArray divide(NDArray values, double divisor) {
        return with(values, divisor, NDArray::div);
    }

    public static NDArray power(NDArray values, double exponent) {
        return with(values, exponent, NDArray::pow);
    }

    /** No element is smaller than this. */
    public static NDArray atLeast(NDArray values, double limit) {
        return with(values, limit, NDArray::maximum);
    }

    /** No element is larger than this. */
    public static NDArray atMost(NDArray values, double limit) {
        return with(values, limit, NDArray::minimum);
    }

    private static NDArray with(NDArray values, double number, BiFunction<NDArray, NDArray, NDArray> operation) {
        try (NDArray scalar = values.getManager().full(new Shape(), (float) number, DataType.FLOAT32)) {
            return operation.apply(values, scalar);
        }
    }
}
