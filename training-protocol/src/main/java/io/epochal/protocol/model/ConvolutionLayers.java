package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' convolution layers. */
public final class ConvolutionLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of("Conv2D", Conv2D::of);

    private ConvolutionLayers() {}

    /** As Keras 3.15, base_conv.py. */
    public record Conv2D(
            int filters,
            List<Integer> kernelSize,
            List<Integer> strides,
            Padding padding,
            List<Integer> dilationRate,
            int groups,
            Activation activation,
            boolean useBias,
            Initializer kernelInitializer,
            Initializer biasInitializer,
            @Nullable Regularizer kernelRegularizer,
            @Nullable Regularizer biasRegularizer,
            @Nullable Regularizer activityRegularizer,
            @Nullable Constraint kernelConstraint,
            @Nullable Constraint biasConstraint)
            implements Layer {
        static Conv2D of(Arguments arguments) {
            arguments.channelsLast();
            return new Conv2D(
                    arguments.requiredInteger("filters", 1),
                    arguments.sides("kernel_size", 2, null, 1),
                    arguments.sides("strides", 2, 1, 1),
                    arguments.padding(Padding.VALID, Padding.SAME),
                    arguments.sides("dilation_rate", 2, 1, 1),
                    arguments.integer("groups", 1, 1),
                    arguments.activation("activation", "linear"),
                    arguments.flag("use_bias", true),
                    arguments.initializer("kernel_initializer", "glorot_uniform"),
                    arguments.initializer("bias_initializer", "zeros"),
                    arguments.regularizer("kernel_regularizer"),
                    arguments.regularizer("bias_regularizer"),
                    arguments.regularizer("activity_regularizer"),
                    arguments.constraint("kernel_constraint"),
                    arguments.constraint("bias_constraint"));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.exactly(3, "height, width, channels", inputs);
            List<Integer> output = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                output.add(Shapes.window("kernel_size", input.get(i), padding.sizeAfter(input.get(i), kernelSize.get(i), strides.get(i), dilationRate.get(i))));
            }
            output.add(filters);
            int channels = input.get(2);
            if (channels % groups != 0 || filters % groups != 0) {
                throw new ShapeException("has " + groups + " groups, which must divide its filters and the channels that reach it: " + channels);
            }
            List<WeightSpec> weights = new ArrayList<>();
            weights.add(new WeightSpec(
                    "kernel",
                    List.of(kernelSize.get(0), kernelSize.get(1), channels / groups, filters),
                    kernelInitializer,
                    true,
                    kernelRegularizer,
                    kernelConstraint));
            if (useBias) {
                weights.add(new WeightSpec("bias", List.of(filters), biasInitializer, true, biasRegularizer, biasConstraint));
            }
            return new LayerShape(output, weights);
        }
    }
}
