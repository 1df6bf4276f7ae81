package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.epochal.protocol.model.ConvolutionLayers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keras' convolution layers at work. */
final class ConvolutionOperations {
    private ConvolutionOperations() {}

    static void addTo(Operations.Table table) {
        table.add(ConvolutionLayers.Conv2D.class, ConvolutionOperations::conv2d);
    }

    private static Operation conv2d(ConvolutionLayers.Conv2D layer, LayerContext context) {
        NDArray kernel = context.weight("kernel", 3, 2, 0, 1);
        @Nullable NDArray bias = layer.useBias() ? context.weight("bias") : null;
        Shape strides = shape(layer.strides());
        Shape dilation = shape(layer.dilationRate());
        Borders borders = Borders.of(layer.padding(), context.inputs().get(0), layer.kernelSize(), layer.strides(), layer.dilationRate());
        return Activated.of(layer.activation(), layer.activityRegularizer(), (inputs, pass) -> {
            NDArray image = borders.padded(Axes.channelsFirst(inputs.get(0).values()), 0);
            return Axes.channelsLast(Conv2d.conv2d(image, kernel, bias, strides, borders.symmetric(), dilation, layer.groups())
                    .singletonOrThrow());
        });
    }

    private static Shape shape(List<Integer> sides) {
        return new Shape(sides.stream().mapToLong(Integer::longValue).toArray());
    }
}
