package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.ConvolutionWindow;
import io.epochal.protocol.model.TransposedConvolution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conv1DTranspose and Conv2DTranspose at work. DJL has no such function of PyTorch's. Here the outputs at one remainder of the stride are
 * a plain convolution with every stride-th value of the kernel, turned around; all remainders are one convolution with as many times the
 * filters, whose results are then put side by side.
 */
final class TransposedOperation {
    private final TransposedConvolution layer;
    private final int rank;
    private final NDArray kernel;
    private final @Nullable NDArray bias;
    private final List<Integer> taps = new ArrayList<>();

    private TransposedOperation(TransposedConvolution layer, LayerContext context) {
        this.layer = layer;
        this.rank = layer.window().rank();
        this.kernel = context.weight("kernel");
        this.bias = ConvolutionOperations.bias(layer.ending(), context);
        for (int axis = 0; axis < rank; axis++) {
            taps.add((layer.window().kernelSize().get(axis) + stride(axis) - 1) / stride(axis));
        }
    }

    static void addTo(Operations.Table table) {
        table.add(TransposedConvolution.class, (layer, context) -> {
            TransposedOperation operation = new TransposedOperation(layer, context);
            return ConvolutionOperations.ended(layer.ending(), operation::apply);
        });
    }

    private int stride(int axis) {
        return layer.window().strides().get(axis);
    }

    private int dilation(int axis) {
        return layer.window().dilationRate().get(axis);
    }

    private NDArray apply(List<Signal> inputs, Pass pass) {
        NDArray values = inputs.get(0).values();
        NDArray all = Axes.channelsLast(sweep().over(Axes.channelsFirst(values), remainders(pass), null));
        NDArray output = cropped(sideBySide(all), values.getShape());
        return bias == null ? output : output.add(bias);
    }

    /** Over all places where a part of the kernel meets a value. */
    private Sweep sweep() {
        List<Integer> around = new ArrayList<>();
        List<Integer> ones = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            around.add((taps.get(axis) - 1) * dilation(axis));
            ones.add(1);
        }
        ConvolutionWindow window = layer.window();
        return new Sweep(Sweep.shape(ones), new Borders(around, around), Sweep.shape(window.dilationRate()), 1);
    }

    /** The kernel [..., filters, channels] as [remainders and filters, channels, ...]. */
    private NDArray remainders(Pass pass) {
        List<Long> missing = new ArrayList<>(List.of(0L, 0L, 0L, 0L));
        Shape apart = new Shape();
        for (int axis = 0; axis < rank; axis++) {
            int last = rank - 1 - axis;
            missing.addAll(List.of(
                    0L,
                    (long) taps.get(last) * stride(last)
                            - layer.window().kernelSize().get(last)));
            apart = apart.add(taps.get(axis), stride(axis));
        }
        NDArray whole = kernel.pad(new Shape(missing), 0);
        whole.attach(pass.manager());
        Shape ends = kernel.getShape().slice(rank);
        int[] order = rank == 1 ? new int[] {1, 2, 3, 0} : new int[] {1, 3, 4, 5, 0, 2};
        Shape together = new Shape(-1, ends.get(1)).addAll(Sweep.shape(taps));
        return whole.reshape(apart.addAll(ends))
                .flip(rank == 1 ? new int[] {0} : new int[] {0, 2})
                .transpose(order)
                .reshape(together);
    }

    /** The results [batch, ..., remainders and filters], each remainder at its place between the others. */
    private NDArray sideBySide(NDArray all) {
        Shape shape = all.getShape();
        Shape apart = shape.slice(0, rank + 1);
        Shape together = new Shape(shape.get(0));
        for (int axis = 0; axis < rank; axis++) {
            apart = apart.add(stride(axis));
            together = together.add(shape.get(axis + 1) * stride(axis));
        }
        NDArray split = all.reshape(apart.add(layer.filters()));
        NDArray ordered = rank == 1 ? split : split.transpose(0, 1, 3, 2, 4, 5);
        return ordered.reshape(together.add(layer.filters()));
    }

    /** The part that Keras gives, with zeros where it gives more than there is. */
    private NDArray cropped(NDArray places, Shape input) {
        List<Integer> before = new ArrayList<>();
        List<Integer> after = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            int extent = (layer.window().kernelSize().get(axis) - 1) * dilation(axis) + 1;
            int begin = extent - 1 - layer.before(axis);
            int spread = ((int) input.get(axis + 1) - 1) * stride(axis) + 1;
            int size = spread + layer.before(axis) + layer.after(axis) - extent + 1;
            before.add(-begin);
            after.add(begin + size - (int) places.getShape().get(axis + 1));
        }
        return new Borders(before, after).channelsLast(places);
    }
}
