package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' core layers. */
public final class CoreLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Dense", Dense::of,
            "Embedding", Embedding::of,
            "Masking", Masking::of,
            "Identity", Unchanged::of);

    private CoreLayers() {}

    /** On the last axis, as Keras 3.15, dense.py. */
    public record Dense(
            int units,
            ActivationFunction activation,
            boolean useBias,
            Initializer kernelInitializer,
            Initializer biasInitializer,
            @Nullable Regularizer kernelRegularizer,
            @Nullable Regularizer biasRegularizer,
            @Nullable Regularizer activityRegularizer,
            @Nullable Constraint kernelConstraint,
            @Nullable Constraint biasConstraint)
            implements Layer {
        static Dense of(LayerArguments arguments) {
            Dense dense = new Dense(
                    arguments.requiredInteger("units", 1),
                    ObjectArguments.activation(arguments, "activation", "linear"),
                    arguments.flag("use_bias", true),
                    ObjectArguments.initializer(arguments, "kernel_initializer", "glorot_uniform"),
                    ObjectArguments.initializer(arguments, "bias_initializer", "zeros"),
                    ObjectArguments.regularizer(arguments, "kernel_regularizer"),
                    ObjectArguments.regularizer(arguments, "bias_regularizer"),
                    ObjectArguments.regularizer(arguments, "activity_regularizer"),
                    ObjectArguments.constraint(arguments, "kernel_constraint"),
                    ObjectArguments.constraint(arguments, "bias_constraint"));
            arguments.only("lora_rank", null, "LoRA is not trained here");
            arguments.only("quantization_config", null, "weights are 32-bit floats here");
            return dense;
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.atLeast(1, inputs);
            List<WeightSpec> weights = new ArrayList<>();
            weights.add(new WeightSpec(
                    "kernel",
                    List.of(Shapes.last(input), units),
                    kernelInitializer,
                    true,
                    kernelRegularizer,
                    kernelConstraint));
            if (useBias) {
                weights.add(
                        new WeightSpec("bias", List.of(units), biasInitializer, true, biasRegularizer, biasConstraint));
            }
            return new LayerShape(Shapes.withLast(input, units), weights);
        }
    }

    /**
     * A row of a table for each whole number; as Keras 3.15, embedding.py.
     *
     * @param inputDim the table's rows: numbers go from 0 to one less
     * @param maskZero whether 0 stands for a step that is padding
     */
    public record Embedding(
            int inputDim,
            int outputDim,
            boolean maskZero,
            WeightArguments embeddings,
            @Nullable Regularizer activityRegularizer)
            implements Layer {
        static Embedding of(LayerArguments arguments) {
            // Older versions of Keras wanted the number of steps.
            arguments.fields().raw("input_length");
            arguments.only("lora_rank", null, "LoRA is not trained here");
            arguments.only("quantization_config", null, "weights are 32-bit floats here");
            return new Embedding(
                    arguments.requiredInteger("input_dim", 1),
                    arguments.requiredInteger("output_dim", 1),
                    arguments.flag("mask_zero", false),
                    WeightArguments.of(arguments, "embeddings", "uniform"),
                    ObjectArguments.regularizer(arguments, "activity_regularizer"));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> output = new ArrayList<>(inputs.get(0));
            output.add(outputDim);
            return new LayerShape(output, List.of(embeddings.weight("embeddings", List.of(inputDim, outputDim))));
        }
    }

    /** Masks the steps in which all values are {@code maskValue}; as Keras 3.15, masking.py. */
    public record Masking(double maskValue) implements Layer {
        static Masking of(LayerArguments arguments) {
            return new Masking(arguments.finite("mask_value", 0));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.of(Shapes.atLeast(2, inputs));
        }
    }

    /** Keras' {@code Identity}. */
    public record Unchanged() implements Layer {
        static Unchanged of(LayerArguments arguments) {
            return new Unchanged();
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }
}
