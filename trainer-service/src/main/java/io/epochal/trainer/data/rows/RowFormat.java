package io.epochal.trainer.data.rows;

import java.util.List;

/**
 * What one row of an input or target is.
 *
 * @param name of the array or column; of x where several columns are one input
 * @param shape of one row, Keras' layout with channels last; empty when a row is one number
 */
public record RowFormat(String name, List<Integer> shape, Kind kind) {
    /** What the values stand for. They are floats all the same; whole numbers are exact up to 2^24. */
    public enum Kind {
        FLOAT32,
        INT32
    }

    /** Of rows without targets: no number a row. */
    public static RowFormat none() {
        return new RowFormat("", List.of(0), Kind.FLOAT32);
    }

    /** How many numbers a row has. */
    public int width() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
