package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conv1DTranspose and Conv2DTranspose: what a convolution does to gradients; as Keras 3.15, base_conv_transpose.py.
 *
 * @param outputPadding what is added behind each axis of the output, less than the stride; null for Keras' own choice
 */
public record TransposedConvolution(
        int filters,
        ConvolutionWindow window,
        @Nullable List<Integer> outputPadding,
        WeightArguments kernel,
        ConvolutionLayers.Ending ending)
        implements Layer {
    static TransposedConvolution of(LayerArguments arguments, int rank) {
        arguments.channelsLast();
        ConvolutionWindow window = ConvolutionWindow.of(arguments, rank, Padding.VALID, Padding.SAME)
                .eitherStridedOrDilated(arguments);
        return new TransposedConvolution(
                arguments.requiredInteger("filters", 1),
                window,
                outputPadding(arguments, window),
                WeightArguments.of(arguments, "kernel", "glorot_uniform"),
                ConvolutionLayers.Ending.of(arguments));
    }

    private static @Nullable List<Integer> outputPadding(LayerArguments arguments, ConvolutionWindow window) {
        if (!arguments.has("output_padding")) {
            arguments.store("output_padding", null);
            return null;
        }
        List<Integer> padding = arguments.sides("output_padding", window.rank(), null, 0);
        for (int i = 0; i < padding.size(); i++) {
            if (padding.get(i) >= window.strides().get(i)) {
                throw arguments.wrong("output_padding", "must be less than the strides: " + window.strides());
            }
        }
        return padding;
    }

    @Override
    public LayerShape build(List<List<Integer>> inputs) {
        List<Integer> input = Shapes.withChannels(window.rank(), inputs);
        List<Integer> output = new ArrayList<>();
        for (int axis = 0; axis < window.rank(); axis++) {
            long size = (long) input.get(axis) * window.strides().get(axis) + extent(axis);
            if (size > GraphShape.MOST_VALUES) {
                throw new ShapeException("makes a row of more than " + GraphShape.MOST_VALUES + " values");
            }
            // Zeros between the input's values, some around them, and then a kernel that passes over without any.
            int spread = (input.get(axis) - 1) * window.strides().get(axis) + 1;
            output.add(Shapes.window(
                    "kernel_size", input.get(axis), spread + before(axis) + after(axis) - extent(axis) + 1));
        }
        output.add(filters);
        return ending.with(List.of(kernel.weight("kernel", window.kernel(filters, Shapes.last(input)))), output);
    }

    private int extent(int axis) {
        return (window.kernelSize().get(axis) - 1) * window.dilationRate().get(axis) + 1;
    }

    /** Zeros around the input, before and after, when it has been spread by the strides. */
    private int around(int axis) {
        int extent = extent(axis);
        int stride = window.strides().get(axis);
        if (window.padding() == Padding.SAME) {
            return outputPadding == null ? stride + extent - 2 : extent + extent % 2 - 2 + outputPadding.get(axis);
        }
        return 2 * (extent - 1) + (outputPadding == null ? Math.max(extent, stride) - extent : outputPadding.get(axis));
    }

    /** How many of the zeros around lie before the input; the more of them where their number is odd. */
    public int before(int axis) {
        return Math.min((around(axis) + 1) / 2, extent(axis) - 1);
    }

    /** How many of the zeros around lie behind the input. */
    public int after(int axis) {
        return around(axis) - before(axis);
    }
}
