package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.ConvolutionLayers;
import io.epochal.protocol.model.ConvolutionWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keras' convolution layers at work. */
final class ConvolutionOperations {
    private ConvolutionOperations() {}

    static void addTo(Operations.Table table) {
        table.add(ConvolutionLayers.Convolution.class, ConvolutionOperations::convolution);
        table.add(ConvolutionLayers.DepthwiseConvolution.class, ConvolutionOperations::depthwise);
        table.add(ConvolutionLayers.SeparableConvolution.class, ConvolutionOperations::separable);
        TransposedOperation.addTo(table);
    }

    /** With the activation behind it. */
    static Operation ended(ConvolutionLayers.Ending ending, Unmasked operation) {
        return Activated.of(ending.activation(), ending.activityRegularizer(), operation);
    }

    static @Nullable NDArray bias(ConvolutionLayers.Ending ending, LayerContext context) {
        return ending.bias() == null ? null : context.weight("bias");
    }

    private static Operation convolution(ConvolutionLayers.Convolution layer, LayerContext context) {
        NDArray kernel =
                layer.window().rank() == 1 ? context.weight("kernel", 2, 1, 0) : context.weight("kernel", 3, 2, 0, 1);
        @Nullable NDArray bias = bias(layer.ending(), context);
        Sweep sweep = Sweep.of(layer.window(), context.inputs().get(0), layer.groups());
        return ended(
                layer.ending(),
                (inputs, pass) -> Axes.channelsLast(
                        sweep.over(Axes.channelsFirst(inputs.get(0).values()), kernel, bias)));
    }

    private static Operation depthwise(ConvolutionLayers.DepthwiseConvolution layer, LayerContext context) {
        NDArray kernel = depthwiseKernel("kernel", layer.window(), context);
        @Nullable NDArray bias = bias(layer.ending(), context);
        List<Integer> input = context.inputs().get(0);
        Sweep sweep = Sweep.of(layer.window(), input, input.get(input.size() - 1));
        return ended(
                layer.ending(),
                (inputs, pass) -> Axes.channelsLast(
                        sweep.over(Axes.channelsFirst(inputs.get(0).values()), oneByOne(kernel, pass), bias)));
    }

    private static Operation separable(ConvolutionLayers.SeparableConvolution layer, LayerContext context) {
        NDArray depthwise = depthwiseKernel("depthwise_kernel", layer.window(), context);
        boolean one = layer.window().rank() == 1;
        NDArray pointwise =
                one ? context.weight("pointwise_kernel", 2, 1, 0) : context.weight("pointwise_kernel", 3, 2, 0, 1);
        @Nullable NDArray bias = bias(layer.ending(), context);
        List<Integer> input = context.inputs().get(0);
        Sweep each = Sweep.of(layer.window(), input, input.get(input.size() - 1));
        Sweep all = Sweep.dense(layer.window().rank(), List.of());
        return ended(layer.ending(), (inputs, pass) -> {
            NDArray between = each.over(Axes.channelsFirst(inputs.get(0).values()), oneByOne(depthwise, pass), null);
            return Axes.channelsLast(all.over(between, pointwise, bias));
        });
    }

    /** As [channels, multiplier, ...]. */
    private static NDArray depthwiseKernel(String path, ConvolutionWindow window, LayerContext context) {
        return window.rank() == 1 ? context.weight(path, 1, 2, 0) : context.weight(path, 2, 3, 0, 1);
    }

    /** A view as PyTorch wants it for as many groups as there are channels: [channels * multiplier, 1, ...]. */
    private static NDArray oneByOne(NDArray kernel, Pass pass) {
        Shape shape = kernel.getShape();
        Shape sides = shape.slice(2);
        NDArray view = kernel.reshape(new Shape(shape.get(0) * shape.get(1), 1).addAll(sides));
        view.attach(pass.manager());
        return view;
    }
}
