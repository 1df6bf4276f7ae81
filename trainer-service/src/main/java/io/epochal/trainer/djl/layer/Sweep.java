package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.ConvolutionWindow;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a kernel passes over tensors with the channels first. */
record Sweep(Shape strides, Borders borders, Shape dilation, int groups) {
    /** @param input the shape of one row, channels last */
    static Sweep of(ConvolutionWindow window, List<Integer> input, int groups) {
        Borders borders =
                Borders.of(window.padding(), input, window.kernelSize(), window.strides(), window.dilationRate());
        return new Sweep(shape(window.strides()), borders, shape(window.dilationRate()), groups);
    }

    /** One place at a time, each of them, with nothing around. */
    static Sweep ofPoints(int rank) {
        Shape ones = shape(Collections.nCopies(rank, 1));
        List<Integer> zeros = Collections.nCopies(rank, 0);
        return new Sweep(ones, new Borders(zeros, zeros), ones, 1);
    }

    NDArray over(NDArray values, NDArray kernel, @Nullable NDArray bias) {
        if (isPoint(kernel) && strides.size() > 1) {
            return new Sweep(shape(Collections.nCopies(strides.dimension(), 1)), borders, dilation, groups)
                    .over(everyStride(values), kernel, bias);
        }
        NDArray padded = borders.padded(values, 0);
        return padded.getNDArrayInternal()
                .convolution(padded, kernel, bias, strides, borders.symmetric(), dilation, groups)
                .singletonOrThrow();
    }

    private static boolean isPoint(NDArray kernel) {
        return kernel.getShape().slice(2).size() == 1;
    }

    /**
     * The places that a kernel of a single point looks at. Channels-last images may not reach oneDNN with such a kernel and a stride: its
     * gradient writes beyond its memory (PyTorch 2.7.1).
     */
    private NDArray everyStride(NDArray values) {
        if (strides.dimension() == 2) {
            // Means of single points: one operation, whose gradient is one too, where a slice has two of each.
            Shape point = shape(List.of(1, 1));
            return values.getNDArrayInternal().avgPool(point, strides, shape(List.of(0, 0)), false, true);
        }
        NDIndex index = new NDIndex(":, :");
        for (int axis = 0; axis < strides.dimension(); axis++) {
            index.addSliceDim(0, values.getShape().get(axis + 2), strides.get(axis));
        }
        return values.get(index);
    }

    static Shape shape(List<Integer> sides) {
        return new Shape(sides.stream().mapToLong(Integer::longValue).toArray());
    }
}
