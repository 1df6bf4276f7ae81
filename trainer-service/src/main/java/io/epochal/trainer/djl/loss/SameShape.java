package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** The check that targets fit outputs, where the engine would stretch one over the other in silence. */
public final class SameShape {
    private SameShape() {}

    /** @throws IllegalArgumentException that says what would be right */
    public static void require(String what, NDArray target, NDArray output) {
        require(what, target.getShape(), output.getShape(), output.getShape());
    }

    /** Class numbers where the outputs have rows of classes. */
    static void requireClassNumbers(String what, NDArray target, NDArray output) {
        Shape shape = output.getShape();
        require(what, target.getShape(), shape.slice(0, shape.dimension() - 1), shape);
    }

    private static void require(String what, Shape target, Shape wanted, Shape output) {
        if (!target.equals(wanted)) {
            throw new IllegalArgumentException(what + " needs targets of shape " + wanted + " for outputs of shape "
                    + output + "; found " + target);
        }
    }
}
