package io.epochal.trainer.djl.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.BiFunction;

/**
 * Arithmetic of tensors with numbers. DJL's own methods that take a {@code Number} put it into a direct buffer of Java, and nothing refers
 * to that buffer once they return; but the engine reads the number again for the gradient. A garbage collection in between makes that one
 * step wrong. On a GPU they copy it there, and the copy waits for all that is queued. Here the engine makes the number on the device, owns
 * it, and frees it with the graph. {@code ArchitectureTest} forbids the others where batches are trained.
 */
public final class ScalarMath {
    private ScalarMath() {}

    public static NDArray add(NDArray values, double number) {
        return with(values, number, NDArray::add);
    }

    public static NDArray subtract(NDArray values, double number) {
        return with(values, number, NDArray::sub);
    }

    public static NDArray multiply(NDArray values, double factor) {
        return withKept(values, factor, NDArray::mul);
    }

    public static NDArray divide(NDArray values, double divisor) {
        return withKept(values, divisor, NDArray::div);
    }

    public static NDArray power(NDArray values, double exponent) {
        return withKept(values, exponent, NDArray::pow);
    }

    /** No element is smaller than this. */
    public static NDArray atLeast(NDArray values, double limit) {
        return withKept(values, limit, NDArray::maximum);
    }

    /** No element is larger than this. */
    public static NDArray atMost(NDArray values, double limit) {
        return withKept(values, limit, NDArray::minimum);
    }

    /**
     * As {@link NDArray#clip}, which reads both limits back from a GPU, so that each waits for it.
     *
     * @param values floats
     */
    public static NDArray clip(NDArray values, double lowest, double highest) {
        return values.getManager().getDevice().isGpu()
                ? chosen(values, lowest, highest)
                : values.clip((float) lowest, (float) highest);
    }

    /** With the gradient of {@code torch.clamp}: 1 for all that stays as it is, the limits too. */
    static NDArray chosen(NDArray values, double lowest, double highest) {
        NDManager manager = values.getManager();
        NDArray low = manager.full(new Shape(), (float) lowest, DataType.FLOAT32);
        NDArray high = manager.full(new Shape(), (float) highest, DataType.FLOAT32);
        try (low;
                high;
                NDArray below = values.lt(low);
                NDArray above = values.gt(high);
                NDArray raised = where(below, low, values)) {
            return where(above, high, raised);
        }
    }

    private static NDArray where(NDArray condition, NDArray then, NDArray otherwise) {
        return JniUtils.where((PtNDArray) condition, (PtNDArray) then, (PtNDArray) otherwise);
    }

    /** Of each element, as a boolean. */
    public static NDArray isEqual(NDArray values, double number) {
        return with(values, number, NDArray::eq);
    }

    /** As {@link #isEqual}. */
    public static NDArray isNotEqual(NDArray values, double number) {
        return with(values, number, NDArray::neq);
    }

    /** As {@link #isEqual}. */
    public static NDArray isGreater(NDArray values, double number) {
        return with(values, number, NDArray::gt);
    }

    /** As {@link #isEqual}. */
    public static NDArray isAtLeast(NDArray values, double number) {
        return with(values, number, NDArray::gte);
    }

    /** As {@link #isEqual}. */
    public static NDArray isLess(NDArray values, double number) {
        return with(values, number, NDArray::lt);
    }

    /** As {@link #isEqual}. */
    public static NDArray isAtMost(NDArray values, double number) {
        return with(values, number, NDArray::lte);
    }

    /** Changes the values, and returns them. */
    public static NDArray addInPlace(NDArray values, double number) {
        return with(values, number, NDArray::addi);
    }

    /** As {@link #addInPlace}. */
    public static NDArray multiplyInPlace(NDArray values, double factor) {
        return with(values, factor, NDArray::muli);
    }

    /** As {@link #addInPlace}. */
    public static NDArray divideInPlace(NDArray values, double divisor) {
        return with(values, divisor, NDArray::divi);
    }

    /** For operations whose gradient does not need the number. */
    private static NDArray with(NDArray values, double number, BiFunction<NDArray, NDArray, NDArray> operation) {
        return with(values, number, values.getManager().getDevice().isGpu(), operation);
    }

    /** For operations whose gradient needs the number. */
    private static NDArray withKept(NDArray values, double number, BiFunction<NDArray, NDArray, NDArray> operation) {
        boolean owned = values.getManager().getDevice().isGpu() || JniUtils.isGradMode();
        return with(values, number, owned, operation);
    }

    /** @param owned by the engine; else it is DJL's, which a CPU reads where it is */
    private static NDArray with(
            NDArray values, double number, boolean owned, BiFunction<NDArray, NDArray, NDArray> operation) {
        // Whole numbers stay whole.
        boolean whole = values.getDataType().isInteger() && number == Math.rint(number);
        NDManager manager = values.getManager();
        try (NDArray scalar = owned
                ? manager.full(new Shape(), (float) number, whole ? values.getDataType() : DataType.FLOAT32)
                : manager.create(whole ? (Number) (long) number : (Number) (float) number)) {
            return operation.apply(values, scalar);
        }
    }
}
