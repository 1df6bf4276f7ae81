package io.epochal.trainer.djl.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.GraphShape;
import java.io.IOException;

/** What an encoder must give, so that layers can stand behind it. */
final class EncoderOutput {
    private EncoderOutput() {}

    /**
     * @param two what it gave for two rows
     * @param three what it gave for three
     * @throws IOException when a row's output is none, has another type, or depends on how many rows there are
     */
    static void check(NDArray two, NDArray three) throws IOException {
        if (two.getDataType() != DataType.FLOAT32) {
            throw new IOException("must give 32-bit floats; it gives " + two.getDataType());
        }
        Shape shape = two.getShape();
        if (!isBatch(shape, 2)
                || !isBatch(three.getShape(), 3)
                || !shape.slice(1).equals(three.getShape().slice(1))) {
            throw new IOException("must give one row of numbers for each row that it takes; for 2 rows it gives "
                    + shape + ", for 3 rows " + three.getShape());
        }
        if (shape.slice(1).size() > GraphShape.MOST_VALUES) {
            throw new IOException("makes the model too large: a row may become at most " + GraphShape.MOST_VALUES
                    + " values, and becomes " + shape.slice(1).size());
        }
    }

    private static boolean isBatch(Shape shape, int rows) {
        return shape.dimension() > 1 && shape.get(0) == rows && shape.size() > 0;
    }
}
