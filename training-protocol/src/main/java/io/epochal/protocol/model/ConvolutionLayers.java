package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' convolution layers, along one axis or two. */
public final class ConvolutionLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Conv1D", arguments -> Convolution.of(arguments, 1, Padding.VALID, Padding.SAME, Padding.CAUSAL),
            "Conv2D", arguments -> Convolution.of(arguments, 2, Padding.VALID, Padding.SAME),
            "DepthwiseConv1D", arguments -> DepthwiseConvolution.of(arguments, 1),
            "DepthwiseConv2D", arguments -> DepthwiseConvolution.of(arguments, 2),
            "SeparableConv1D", arguments -> SeparableConvolution.of(arguments, 1),
            "SeparableConv2D", arguments -> SeparableConvolution.of(arguments, 2),
            "Conv1DTranspose", arguments -> TransposedConvolution.of(arguments, 1),
            "Conv2DTranspose", arguments -> TransposedConvolution.of(arguments, 2));

    private ConvolutionLayers() {}

    /**
     * What all of them have at their end.
     *
     * @param bias null without one
     */
    public record Ending(
            ActivationFunction activation, @Nullable WeightArguments bias, @Nullable Regularizer activityRegularizer) {
        static Ending of(LayerArguments arguments) {
            WeightArguments bias = WeightArguments.of(arguments, "bias", "zeros");
            return new Ending(
                    ObjectArguments.activation(arguments, "activation", "linear"),
                    arguments.flag("use_bias", true) ? bias : null,
                    ObjectArguments.regularizer(arguments, "activity_regularizer"));
        }

        LayerShape with(List<WeightSpec> kernels, List<Integer> output) {
            List<WeightSpec> weights = new ArrayList<>(kernels);
            if (bias != null) {
                weights.add(bias.weight("bias", List.of(Shapes.last(output))));
            }
            return new LayerShape(output, weights);
        }
    }

    /** Conv1D and Conv2D; as Keras 3.15, base_conv.py. */
    public record Convolution(int filters, ConvolutionWindow window, int groups, WeightArguments kernel, Ending ending)
            implements Layer {
        static Convolution of(LayerArguments arguments, int rank, Padding... allowed) {
            arguments.channelsLast();
            int filters = arguments.requiredInteger("filters", 1);
            int groups = arguments.integer("groups", 1, 1);
            if (filters % groups != 0) {
                throw arguments.wrong("groups", "must divide the filters: " + filters);
            }
            return new Convolution(
                    filters,
                    ConvolutionWindow.of(arguments, rank, allowed).eitherStridedOrDilated(arguments),
                    groups,
                    WeightArguments.of(arguments, "kernel", "glorot_uniform"),
                    Ending.of(arguments));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.withChannels(window.rank(), inputs);
            int channels = Shapes.last(input);
            if (channels % groups != 0) {
                throw new ShapeException(
                        "has " + groups + " groups, which must divide the channels that reach it: " + channels);
            }
            WeightSpec weight = kernel.weight("kernel", window.kernel(channels / groups, filters));
            return ending.with(List.of(weight), window.output(input, filters));
        }
    }

    /** Each channel on its own; as Keras 3.15, base_depthwise_conv.py. */
    public record DepthwiseConvolution(
            int depthMultiplier, ConvolutionWindow window, WeightArguments depthwise, Ending ending) implements Layer {
        static DepthwiseConvolution of(LayerArguments arguments, int rank) {
            arguments.channelsLast();
            return new DepthwiseConvolution(
                    arguments.integer("depth_multiplier", 1, 1),
                    ConvolutionWindow.of(arguments, rank, Padding.VALID, Padding.SAME),
                    WeightArguments.of(arguments, "depthwise", "glorot_uniform"),
                    Ending.of(arguments));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.withChannels(window.rank(), inputs);
            int channels = Shapes.last(input);
            WeightSpec weight = depthwise.weight("kernel", window.kernel(channels, depthMultiplier));
            return ending.with(
                    List.of(weight), window.output(input, Shapes.times("depth_multiplier", channels, depthMultiplier)));
        }
    }

    /** Each channel on its own, and then all of them at each place; as Keras 3.15, base_separable_conv.py. */
    public record SeparableConvolution(
            int filters,
            int depthMultiplier,
            ConvolutionWindow window,
            WeightArguments depthwise,
            WeightArguments pointwise,
            Ending ending)
            implements Layer {
        static SeparableConvolution of(LayerArguments arguments, int rank) {
            arguments.channelsLast();
            return new SeparableConvolution(
                    arguments.requiredInteger("filters", 1),
                    arguments.integer("depth_multiplier", 1, 1),
                    ConvolutionWindow.of(arguments, rank, Padding.VALID, Padding.SAME),
                    WeightArguments.of(arguments, "depthwise", "glorot_uniform"),
                    WeightArguments.of(arguments, "pointwise", "glorot_uniform"),
                    Ending.of(arguments));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.withChannels(window.rank(), inputs);
            int channels = Shapes.last(input);
            int between = Shapes.times("depth_multiplier", channels, depthMultiplier);
            return ending.with(
                    List.of(
                            depthwise.weight("depthwise_kernel", window.kernel(channels, depthMultiplier)),
                            pointwise.weight("pointwise_kernel", window.point(between, filters))),
                    window.output(input, filters));
        }
    }
}
