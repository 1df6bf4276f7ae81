package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Called as (query, value) or (query, value, key); as Keras 3.15, multi_head_attention.py.
 *
 * @param outputShape instead of the query's last axis; empty for that
 * @param attentionAxes the axes of a batch that are attended over; empty for all but the batch and the last
 * @param slidingWindow how far from a query a key can be seen, its own place counted; null for everywhere
 * @param useGate whether heads are multiplied with a sigmoid of the query
 */
public record MultiHeadAttention(
        int numHeads,
        int keyDim,
        int valueDim,
        double dropout,
        boolean useBias,
        List<Integer> outputShape,
        List<Integer> attentionAxes,
        @Nullable Integer slidingWindow,
        boolean useGate,
        WeightArguments kernel,
        WeightArguments bias,
        @Nullable Regularizer activityRegularizer)
        implements Layer, CallArguments {
    static MultiHeadAttention of(LayerArguments arguments) {
        arguments.ignored("seed");
        int keyDim = arguments.requiredInteger("key_dim", 1);
        Integer valueDim = arguments.optionalInteger("value_dim", 1);
        // A kernel of attention that is only faster.
        arguments.fields().raw("flash_attention");
        return new MultiHeadAttention(
                arguments.requiredInteger("num_heads", 1),
                keyDim,
                valueDim == null ? keyDim : valueDim,
                arguments.numberIn("dropout", 0, 0, 1),
                arguments.flag("use_bias", true),
                sides(arguments, "output_shape"),
                sides(arguments, "attention_axes"),
                arguments.optionalInteger("sliding_window", 1),
                arguments.flag("use_gate", false),
                WeightArguments.of(arguments, "kernel", "glorot_uniform"),
                WeightArguments.of(arguments, "bias", "zeros"),
                ObjectArguments.regularizer(arguments, "activity_regularizer"));
    }

    private static List<Integer> sides(LayerArguments arguments, String key) {
        if (!arguments.has(key)) {
            arguments.store(key, null);
            return List.of();
        }
        return KerasAxes.read(arguments, key, 0);
    }

    @Override
    public LayerShape build(List<List<Integer>> inputs) {
        check(inputs);
        List<Integer> query = inputs.get(0);
        List<WeightSpec> weights = new ArrayList<>();
        addProjection(weights, "query", Shapes.last(query), keyDim);
        addProjection(weights, "key", Shapes.last(inputs.get(inputs.size() - 1)), keyDim);
        if (useGate) {
            addProjection(weights, "gate", Shapes.last(query), valueDim);
        }
        addProjection(weights, "value", Shapes.last(inputs.get(1)), valueDim);
        List<Integer> last = outputShape.isEmpty() ? List.of(Shapes.last(query)) : outputShape;
        List<Integer> output = new ArrayList<>(List.of(numHeads, valueDim));
        output.addAll(last);
        add(weights, "attention_output", output, last);
        List<Integer> shape = new ArrayList<>(query.subList(0, query.size() - 1));
        shape.addAll(last);
        return new LayerShape(shape, weights);
    }

    private void check(List<List<Integer>> inputs) {
        if (inputs.size() < 2 || inputs.size() > 3) {
            throw new ShapeException(
                    "needs (query, value) or (query, value, key); " + inputs.size() + " reach it: " + inputs);
        }
        List<Integer> query = inputs.get(0);
        List<Integer> value = inputs.get(1);
        List<Integer> key = inputs.get(inputs.size() - 1);
        boolean fits = query.size() >= 2
                && query.size() == value.size()
                && value.size() == key.size()
                && value.subList(0, value.size() - 1).equals(key.subList(0, key.size() - 1));
        List<Integer> attended = attended(query.size());
        for (int axis = 0; fits && axis < query.size() - 1; axis++) {
            fits = attended.contains(axis) || query.get(axis).equals(value.get(axis));
        }
        if (!fits) {
            throw new ShapeException(
                    "needs query, value and key of as many axes, and a value with the steps of the key; what reaches it is "
                            + inputs);
        }
    }

    /** The axes of a row that are attended over. */
    public List<Integer> attended(int rank) {
        List<Integer> axes = attentionAxes.isEmpty()
                ? IntStream.range(0, rank - 1).boxed().toList()
                : KerasAxes.inRow(attentionAxes, rank);
        if (axes.contains(rank - 1)) {
            throw new ShapeException("has attention_axes " + attentionAxes + ", which must not name the last axis");
        }
        return axes;
    }

    private void addProjection(List<WeightSpec> weights, String name, int inputs, int size) {
        add(weights, name, List.of(inputs, numHeads, size), List.of(numHeads, size));
    }

    private void add(List<WeightSpec> weights, String name, List<Integer> kernelShape, List<Integer> biasShape) {
        weights.add(kernel.weight(name + "/kernel", kernelShape));
        if (useBias) {
            weights.add(bias.weight(name + "/bias", biasShape));
        }
    }

    @Override
    public List<String> tensors() {
        return List.of("query", "value", "key");
    }

    @Override
    public Set<String> flags() {
        return Set.of("use_causal_mask");
    }
}
