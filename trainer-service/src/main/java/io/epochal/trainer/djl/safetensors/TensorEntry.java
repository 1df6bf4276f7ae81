package io.epochal.trainer.djl.safetensors;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** What a safetensors file says of one tensor. */
public record TensorEntry(String name, DataType type, Shape shape) {
    /** Bytes of its values; {@link ArithmeticException} when no tensor has that shape. */
    long bytes() {
        long bytes = type.getNumOfBytes();
        for (long axis : shape.getShape()) {
            if (axis < 0) {
                throw new ArithmeticException("an axis of " + axis);
            }
            bytes = Math.multiplyExact(bytes, axis);
        }
        return bytes;
    }
}
