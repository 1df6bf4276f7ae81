package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.MultiHeadAttention;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Attention with several heads at work. Axes that are not attended over become part of the batch, those that are become one.
 *
 * @param attended axes of a batch
 * @param kept the axes of a batch between it and the last that are not attended over
 */
record AttentionHeads(
        MultiHeadAttention layer,
        boolean causal,
        List<Integer> attended,
        List<Integer> kept,
        Projection query,
        Projection key,
        @Nullable Projection gate,
        Projection value,
        Projection output,
        Dropping dropout)
        implements Operation {
    /**
     * A dense layer on the last axes.
     *
     * @param kernel [outputs, inputs], each of them several axes
     */
    record Projection(MultiHeadAttention layer, NDArray kernel, @Nullable NDArray bias) {
        static Projection of(MultiHeadAttention layer, LayerContext context, String name, int... axes) {
            return new Projection(
                    layer,
                    context.weight(name + "/kernel", axes),
                    layer.useBias() ? context.weight(name + "/bias") : null);
        }

        /** @param inputs the size of the last axis */
        NDArray apply(NDArray values, long inputs, Pass pass) {
            NDArray flat = TorchFunctions.reshaped(kernel, pass, -1, inputs);
            NDArray summand = bias == null ? null : TorchFunctions.reshaped(bias, pass, -1);
            NDArray projected = TorchFunctions.linear(values, flat, summand);
            if (layer.activityRegularizer() != null) {
                long rows = values.getShape().get(0);
                pass.addLoss(ScalarMath.divide(Regularization.of(layer.activityRegularizer(), projected), rows));
            }
            return projected;
        }
    }

    static Operation of(MultiHeadAttention layer, LayerContext context) {
        int rank = context.inputs().get(0).size();
        List<Integer> attended =
                layer.attended(rank).stream().map(axis -> axis + 1).toList();
        int outputs = Math.max(1, layer.outputShape().size());
        int[] last = IntStream.concat(IntStream.range(2, 2 + outputs), IntStream.of(0, 1))
                .toArray();
        return new AttentionHeads(
                layer,
                AttentionOperations.isCausal(context),
                attended,
                IntStream.range(1, rank)
                        .boxed()
                        .filter(axis -> !attended.contains(axis))
                        .toList(),
                Projection.of(layer, context, "query", 1, 2, 0),
                Projection.of(layer, context, "key", 1, 2, 0),
                layer.useGate() ? Projection.of(layer, context, "gate", 1, 2, 0) : null,
                Projection.of(layer, context, "value", 1, 2, 0),
                Projection.of(layer, context, "attention_output", last),
                Dropping.of(context, layer.dropout()));
    }

    @Override
    public NDArray apply(List<Signal> inputs, Pass pass) {
        NDArray from = inputs.get(0).values();
        NDArray gates = gate == null ? null : gate.apply(from, last(from), pass);
        NDArray queries = heads(query, from, layer.keyDim(), pass);
        NDArray keys = heads(key, inputs.get(inputs.size() - 1).values(), layer.keyDim(), pass);
        NDArray values = heads(value, inputs.get(1).values(), layer.valueDim(), pass);
        NDArray scores =
                ScalarMath.multiply(queries, 1 / Math.sqrt(layer.keyDim())).matMul(keys.transpose(0, 1, 3, 2));
        NDArray joined = joined(weights(scores, seen(inputs, pass), pass).matMul(values), from.getShape());
        NDArray gated = gates == null ? joined : joined.mul(ai.djl.nn.Activation.sigmoid(gates));
        NDArray result = output.apply(gated, (long) layer.numHeads() * layer.valueDim(), pass);
        return layer.outputShape().size() < 2 ? result : result.reshape(split(result.getShape()));
    }

    private static long last(NDArray values) {
        return values.getShape().get(values.getShape().dimension() - 1);
    }

    /** [batch and kept axes, heads, attended axes, size]. */
    private NDArray heads(Projection projection, NDArray values, int size, Pass pass) {
        Shape shape = values.getShape();
        int rank = shape.dimension();
        NDArray projected = projection
                .apply(values, last(values), pass)
                .reshape(shape.slice(0, rank - 1).addAll(new Shape(layer.numHeads(), size)));
        List<Integer> order = order(rank);
        NDArray ordered =
                projected.transpose(order.stream().mapToInt(Integer::intValue).toArray());
        long rows = shape.get(0) * kept.stream().mapToLong(shape::get).reduce(1, (a, b) -> a * b);
        return ordered.reshape(rows, layer.numHeads(), -1, size);
    }

    /** Of what has the heads as its last axis but one: batch, kept axes, heads, attended axes, the last. */
    private List<Integer> order(int rank) {
        List<Integer> order = new ArrayList<>(List.of(0));
        order.addAll(kept);
        order.add(rank - 1);
        order.addAll(attended);
        order.add(rank);
        return order;
    }

    /** Back to the query's axes, with all heads side by side. */
    private NDArray joined(NDArray values, Shape shape) {
        List<Integer> order = order(shape.dimension());
        Shape ordered = new Shape(shape.get(0))
                .addAll(new Shape(kept.stream().mapToLong(shape::get).toArray()))
                .add(layer.numHeads())
                .addAll(new Shape(attended.stream().mapToLong(shape::get).toArray()))
                .add(layer.valueDim());
        int[] back = IntStream.range(0, order.size()).map(order::indexOf).toArray();
        return values.reshape(ordered)
                .transpose(back)
                .reshape(shape.slice(0, shape.dimension() - 1).add((long) layer.numHeads() * layer.valueDim()));
    }

    private Shape split(Shape shape) {
        return shape.slice(0, shape.dimension() - 1)
                .addAll(new Shape(layer.outputShape().stream()
                        .mapToLong(Integer::longValue)
                        .toArray()));
    }

    /** Which keys a query sees: [batch or 1, 1, queries, keys]; null for all. */
    private @Nullable NDArray seen(List<Signal> inputs, Pass pass) {
        long queries = size(inputs.get(0).values());
        long keys = size(inputs.get(1).values());
        NDArray seen = AttentionOperations.both(
                AttentionOperations.maskOf(inputs, 0, 2), AttentionOperations.maskOf(inputs, 1, 1));
        if (inputs.size() == 3) {
            seen = AttentionOperations.both(seen, AttentionOperations.maskOf(inputs, 2, 1));
        }
        if (causal) {
            seen = AttentionOperations.both(seen, AttentionOperations.causal(queries, keys, pass));
        }
        if (layer.slidingWindow() != null) {
            int window = layer.slidingWindow();
            seen = AttentionOperations.both(
                    seen,
                    AttentionOperations.pairs(queries, keys, pass, (query, key) -> Math.abs(query - key) < window));
        }
        return seen == null ? null : seen.expandDims(1);
    }

    private long size(NDArray values) {
        return attended.stream().mapToLong(values.getShape()::get).reduce(1, (a, b) -> a * b);
    }

    /** Keras lets a query that sees nothing take a bit of everything, unless there is dropout. */
    private NDArray weights(NDArray scores, @Nullable NDArray seen, Pass pass) {
        if (seen == null) {
            return dropout.apply(scores.softmax(-1), pass);
        }
        NDArray far = pass.manager().full(new Shape(), -AttentionOperations.FAR);
        NDArray weights = TorchFunctions.where(seen, scores, far).softmax(-1);
        return layer.dropout() == 0
                ? weights
                : dropout.apply(
                        TorchFunctions.where(seen, weights, pass.manager().full(new Shape(), 0f)), pass);
    }
}
