package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' core layers. */
public final class CoreLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of("Dense", Dense::of);

    private CoreLayers() {}

    /** On the last axis, as Keras 3.15, dense.py. */
    public record Dense(
            int units,
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
        static Dense of(Arguments arguments) {
            Dense dense = new Dense(
                    arguments.requiredInteger("units", 1),
                    arguments.activation("activation", "linear"),
                    arguments.flag("use_bias", true),
                    arguments.initializer("kernel_initializer", "glorot_uniform"),
                    arguments.initializer("bias_initializer", "zeros"),
                    arguments.regularizer("kernel_regularizer"),
                    arguments.regularizer("bias_regularizer"),
                    arguments.regularizer("activity_regularizer"),
                    arguments.constraint("kernel_constraint"),
                    arguments.constraint("bias_constraint"));
            arguments.only("lora_rank", null, "LoRA is not trained here");
            arguments.only("quantization_config", null, "weights are 32-bit floats here");
            return dense;
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.atLeast(1, inputs);
            List<WeightSpec> weights = new ArrayList<>();
            weights.add(new WeightSpec(
                    "kernel", List.of(Shapes.last(input), units), kernelInitializer, true, kernelRegularizer, kernelConstraint));
            if (useBias) {
                weights.add(new WeightSpec("bias", List.of(units), biasInitializer, true, biasRegularizer, biasConstraint));
            }
            return new LayerShape(Shapes.withLast(input, units), weights);
        }
    }
}
