package io.epochal.trainer.djl.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/** Weights of rows or of values, and masks, brought together. Rules of loss.py, Keras 3.15. */
public final class SampleWeights {
    private SampleWeights() {}

    /** A mask's 0 and 1 times the weights; either may be null, then it is the other. */
    public static @Nullable NDArray masked(@Nullable NDArray weights, @Nullable NDArray mask) {
        if (mask == null) {
            return weights;
        }
        NDArray floats = mask.toType(DataType.FLOAT32, false);
        return weights == null ? floats : floats.mul(alongside(floats, weights));
    }

    /**
     * Weights that multiply values of their shape. In Keras, weights of rows fail with values of several axes more; here they are
     * weights of all values of their row.
     */
    public static NDArray alongside(NDArray values, NDArray weights) {
        NDArray floats = weights.toType(DataType.FLOAT32, false);
        Shape shape = floats.getShape();
        int missing = values.getShape().dimension() - shape.dimension();
        if (missing < 0 && shape.get(shape.dimension() - 1) == 1) {
            return floats.squeeze(shape.dimension() - 1);
        }
        for (int i = 0; i < missing; i++) {
            shape = shape.add(1);
        }
        return missing > 0 && shape.dimension() > missing ? floats.reshape(shape) : floats;
    }
}
