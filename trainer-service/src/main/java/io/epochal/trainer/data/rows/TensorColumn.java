package io.epochal.trainer.data.rows;

import java.util.stream.IntStream;

/**
 * A table of floats with what a row of it is.
 *
 * @param origin for messages: the file, and the array or column in it
 */
public record TensorColumn(String origin, RowFormat format, FloatTable values) {
    /** Of rows without targets. */
    public static TensorColumn none(int count) {
        return new TensorColumn("", RowFormat.none(), FloatTable.empty(count));
    }

    HostTensor gather(int first, int[] rows) {
        int[] shape = IntStream.concat(
                        IntStream.of(rows.length), format.shape().stream().mapToInt(Integer::intValue))
                .toArray();
        return new HostTensor(shape, values.gather(first, rows));
    }
}
