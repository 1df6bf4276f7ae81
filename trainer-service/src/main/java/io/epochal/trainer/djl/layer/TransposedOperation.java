package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.TransposedConvolution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conv1DTranspose and Conv2DTranspose at work. DJL has no such function of PyTorch's, so the definition is followed: zeros between the
 * input's values, zeros around them, and a convolution with the kernel turned around.
 */
final class TransposedOperation {
    private TransposedOperation() {}

    static void addTo(Operations.Table table) {
        table.add(TransposedConvolution.class, TransposedOperation::of);
    }

    private static Operation of(TransposedConvolution layer, LayerContext context) {
        int rank = layer.window().rank();
        NDArray kernel = rank == 1 ? context.weight("kernel", 1, 2, 0) : context.weight("kernel", 2, 3, 0, 1);
        @Nullable NDArray bias = ConvolutionOperations.bias(layer.ending(), context);
        Sweep sweep = Sweep.dense(rank, layer.window().dilationRate());
        return ConvolutionOperations.ended(layer.ending(), (inputs, pass) -> {
            NDArray turned = rank == 1 ? kernel.flip(2) : kernel.flip(2, 3);
            turned.attach(pass.manager());
            NDArray spread = around(spread(inputs.get(0).values(), layer.window().strides()), layer);
            return Axes.channelsLast(sweep.over(Axes.channelsFirst(spread), turned, bias));
        });
    }

    /** {@code stride - 1} zeros behind each value; channels last. */
    private static NDArray spread(NDArray values, List<Integer> strides) {
        if (strides.stream().allMatch(stride -> stride == 1)) {
            return values;
        }
        Shape apart = new Shape(values.getShape().get(0));
        Shape together = new Shape(values.getShape().get(0));
        for (int axis = 0; axis < strides.size(); axis++) {
            long size = values.getShape().get(axis + 1);
            apart = apart.add(size, 1);
            together = together.add(size * strides.get(axis));
        }
        long channels = values.getShape().get(strides.size() + 1);
        // From the last axis: none for the channels, then behind the axis of one, none for the values' own.
        List<Long> zeros = new ArrayList<>(List.of(0L, 0L));
        for (int axis = strides.size() - 1; axis >= 0; axis--) {
            zeros.addAll(List.of(0L, strides.get(axis) - 1L, 0L, 0L));
        }
        return values.reshape(apart.add(channels)).pad(new Shape(zeros), 0).reshape(together.add(channels));
    }

    /** Zeros around, less those that were put behind the last values. */
    private static NDArray around(NDArray spread, TransposedConvolution layer) {
        List<Long> zeros = new ArrayList<>(List.of(0L, 0L));
        for (int axis = layer.window().rank() - 1; axis >= 0; axis--) {
            zeros.add((long) layer.before(axis));
            zeros.add(layer.after(axis) - (layer.window().strides().get(axis) - 1L));
        }
        return spread.pad(new Shape(zeros), 0);
    }
}
