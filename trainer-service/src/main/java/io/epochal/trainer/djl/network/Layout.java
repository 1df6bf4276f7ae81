package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a weight lies in memory here, which need not be Keras' way: kernels lie as PyTorch's functions want them.
 *
 * @param axes Keras' axes in the order in which they lie here; empty for Keras' own order
 */
record Layout(List<Integer> axes) {
    static final Layout KERAS = new Layout(List.of());

    static Layout of(int... axes) {
        return axes.length == 0 ? KERAS : new Layout(Arrays.stream(axes).boxed().toList());
    }

    /** The shape here of what has that shape in Keras. */
    long[] inside(List<Integer> shape) {
        List<Integer> order = axes.isEmpty() ? indexes(shape.size()) : axes;
        return order.stream().mapToLong(shape::get).toArray();
    }

    /** Keras' shape of what has this one here. */
    Shape outside(Shape inside) {
        return axes.isEmpty()
                ? inside
                : new Shape(IntStream.range(0, axes.size())
                        .mapToLong(axis -> inside.get(axes.indexOf(axis)))
                        .toArray());
    }

    /** From Keras' layout; a new tensor unless nothing changes. */
    NDArray inside(NDArray outside) {
        return axes.isEmpty() ? outside : laidOut(outside, axes);
    }

    /** In Keras' layout; a new tensor unless nothing changes. */
    NDArray outside(NDArray inside) {
        return axes.isEmpty()
                ? inside
                : laidOut(
                        inside, indexes(axes.size()).stream().map(axes::indexOf).toList());
    }

    /** Transposed in memory too, not only by strides: what is written out is the memory. */
    private static NDArray laidOut(NDArray values, List<Integer> axes) {
        // The two on the way would stay with the weights until the model is closed.
        try (NDArray transposed = values.transpose(
                        axes.stream().mapToInt(Integer::intValue).toArray());
                NDArray flat = transposed.reshape(-1)) {
            return flat.reshape(transposed.getShape());
        }
    }

    private static List<Integer> indexes(int count) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indexes.add(i);
        }
        return indexes;
    }
}
