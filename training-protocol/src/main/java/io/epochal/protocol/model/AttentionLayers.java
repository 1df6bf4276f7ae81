package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Keras' attention layers. */
public final class AttentionLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Attention", Attention::of,
            "AdditiveAttention", AdditiveAttention::of,
            "MultiHeadAttention", MultiHeadAttention::of);

    private AttentionLayers() {}

    /**
     * Called with [query, value] or [query, value, key]; as Keras 3.15, attention.py.
     *
     * @param concat whether the score is the sum of {@code tanh(query + key)}; else it is their product
     */
    public record Attention(boolean useScale, boolean concat, double dropout)
            implements Layer, TakesList, CallArguments {
        static Attention of(LayerArguments arguments) {
            arguments.ignored("seed");
            return new Attention(
                    arguments.flag("use_scale", false),
                    arguments.oneOf("score_mode", "dot", "dot", "concat").equals("concat"),
                    arguments.numberIn("dropout", 0, 0, 1));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<WeightSpec> weights = new ArrayList<>();
            if (useScale) {
                weights.add(WeightSpec.trained("scale", List.of(), Initializer.ONES));
            }
            if (concat) {
                weights.add(WeightSpec.trained("concat_score_weight", List.of(), Initializer.ONES));
            }
            return new LayerShape(outputOf(inputs), weights);
        }

        @Override
        public List<String> tensors() {
            return List.of("inputs");
        }

        @Override
        public Set<String> flags() {
            return Set.of("use_causal_mask");
        }
    }

    /** As Keras 3.15, additive_attention.py: the score is the sum of {@code scale * tanh(query + key)}. */
    public record AdditiveAttention(boolean useScale, double dropout) implements Layer, TakesList, CallArguments {
        static AdditiveAttention of(LayerArguments arguments) {
            arguments.ignored("seed");
            return new AdditiveAttention(arguments.flag("use_scale", true), arguments.numberIn("dropout", 0, 0, 1));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> output = outputOf(inputs);
            Initializer glorot =
                    new Initializer.VarianceScaling(1, Initializer.Mode.FAN_AVG, Initializer.Distribution.UNIFORM);
            WeightSpec scale = WeightSpec.trained("scale", List.of(Shapes.last(inputs.get(0))), glorot);
            return new LayerShape(output, useScale ? List.of(scale) : List.of());
        }

        @Override
        public List<String> tensors() {
            return List.of("inputs");
        }

        @Override
        public Set<String> flags() {
            return Set.of("use_causal_mask");
        }
    }

    private static List<Integer> outputOf(List<List<Integer>> inputs) {
        if (inputs.size() < 2 || inputs.size() > 3 || inputs.stream().anyMatch(input -> input.size() != 2)) {
            throw new ShapeException(
                    "needs [query, value] or [query, value, key], each of steps and values; what reaches it is "
                            + inputs);
        }
        List<Integer> query = inputs.get(0);
        List<Integer> value = inputs.get(1);
        List<Integer> key = inputs.get(inputs.size() - 1);
        if (!query.get(1).equals(key.get(1)) || !value.get(0).equals(key.get(0))) {
            throw new ShapeException(
                    "needs a query with as many values as the key, and a value with as many steps; what reaches it is "
                            + inputs);
        }
        return Shapes.withLast(query, value.get(1));
    }
}
