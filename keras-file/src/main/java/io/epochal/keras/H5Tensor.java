package io.epochal.keras;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of a weights file: its shape, and its values in row-major order, as {@code float} or, for integer types, as {@code long}. The
 * arrays are not copied; who changes one changes the tensor.
 */
public final class H5Tensor {
    private final int[] shape;
    private final float @Nullable [] floats;
    private final long @Nullable [] integers;

    private H5Tensor(int[] shape, float @Nullable [] floats, long @Nullable [] integers, int length) {
        if (length != size(shape)) {
            throw new IllegalArgumentException(
                    length + " values for the shape " + Arrays.toString(shape) + ", which has " + size(shape));
        }
        this.shape = shape.clone();
        this.floats = floats;
        this.integers = integers;
    }

    /** @param values in row-major order; an empty shape is a scalar of one value */
    public static H5Tensor of(int[] shape, float[] values) {
        return new H5Tensor(shape, values, null, values.length);
    }

    /** @param values in row-major order; an empty shape is a scalar of one value */
    public static H5Tensor of(int[] shape, long[] values) {
        return new H5Tensor(shape, null, values, values.length);
    }

    /** The sizes of the dimensions; empty for a scalar. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many values it has. */
    public long size() {
        return size(shape);
    }

    /** Whether {@link #integers()} has the values, and not {@link #floats()}. */
    public boolean isInteger() {
        return integers != null;
    }

    /** @throws IllegalStateException for a tensor of integers */
    public float[] floats() {
        if (floats == null) {
            throw new IllegalStateException("a tensor of integers has no floats");
        }
        return floats;
    }

    /** @throws IllegalStateException for a tensor of floats */
    public long[] integers() {
        if (integers == null) {
            throw new IllegalStateException("a tensor of floats has no integers");
        }
        return integers;
    }

    private static long size(int[] shape) {
        return IntStream.of(shape).asLongStream().reduce(1, Math::multiplyExact);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof H5Tensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(floats, that.floats)
                && Arrays.equals(integers, that.integers);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + (floats == null ? Arrays.hashCode(integers) : Arrays.hashCode(floats));
    }

    @Override
    public String toString() {
        return (floats == null ? "integers" : "floats") + Arrays.toString(shape);
    }
}
