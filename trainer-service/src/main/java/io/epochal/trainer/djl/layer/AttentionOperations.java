package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.AttentionLayers;
import io.epochal.protocol.model.MultiHeadAttention;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keras' attention layers at work. */
final class AttentionOperations {
    /** Keras takes it off the scores of what is masked. */
    static final float FAR = 1e9f;

    private AttentionOperations() {}

    static void addTo(Operations.Table table) {
        table.add(AttentionLayers.Attention.class, AttentionOperations::attention);
        table.add(AttentionLayers.AdditiveAttention.class, AttentionOperations::additive);
        table.add(MultiHeadAttention.class, AttentionHeads::of);
    }

    /** How well a key fits a query: [batch, queries, keys]. */
    private interface Scores {
        NDArray of(NDArray query, NDArray key);
    }

    private static Operation attention(AttentionLayers.Attention layer, LayerContext context) {
        @Nullable NDArray scale = layer.useScale() ? context.weight("scale") : null;
        if (!layer.concat()) {
            return operation(context, layer.dropout(), (query, key) -> {
                NDArray products = query.matMul(key.transpose(0, 2, 1));
                return scale == null ? products : products.mul(scale);
            });
        }
        NDArray weight = context.weight("concat_score_weight");
        return operation(context, layer.dropout(), (query, key) -> {
            NDArray sums = query.expandDims(2).add(key.expandDims(1));
            NDArray scaled = scale == null ? sums : sums.mul(scale);
            return scaled.tanh().sum(new int[] {3}).mul(weight);
        });
    }

    private static Operation additive(AttentionLayers.AdditiveAttention layer, LayerContext context) {
        @Nullable NDArray scale = layer.useScale() ? context.weight("scale") : null;
        return operation(context, layer.dropout(), (query, key) -> {
            NDArray sums = query.expandDims(2).add(key.expandDims(1)).tanh();
            return (scale == null ? sums : sums.mul(scale)).sum(new int[] {3});
        });
    }

    private static Operation operation(LayerContext context, double rate, Scores scores) {
        Dropping dropout = Dropping.of(context, rate);
        boolean causal = isCausal(context);
        return (inputs, pass) -> {
            NDArray query = inputs.get(0).values();
            NDArray value = inputs.get(1).values();
            NDArray fits = scores.of(query, inputs.get(inputs.size() - 1).values());
            NDArray past =
                    causal ? causal(query.getShape().get(1), value.getShape().get(1), pass) : null;
            NDArray seen = both(maskOf(inputs, 1, 1), past);
            NDArray bounded = seen == null ? fits : TorchFunctions.where(seen, fits, ScalarMath.subtract(fits, FAR));
            NDArray output = dropout.apply(bounded.softmax(-1), pass).matMul(value);
            NDArray real = inputs.get(0).mask();
            return real == null
                    ? output
                    : TorchFunctions.where(
                            real.expandDims(-1), output, pass.manager().full(new Shape(), 0f));
        };
    }

    static boolean isCausal(LayerContext context) {
        return Boolean.TRUE.equals(context.arguments().get("use_causal_mask"));
    }

    /** True where a key is not behind the query: [1, queries, keys]. */
    static NDArray causal(long queries, long keys, Pass pass) {
        return pairs(queries, keys, pass, (query, key) -> key <= query);
    }

    /** Which places of keys are seen from which places of queries. */
    interface Sight {
        boolean sees(int query, int key);
    }

    static NDArray pairs(long queries, long keys, Pass pass, Sight sight) {
        boolean[] seen = new boolean[Math.toIntExact(queries * keys)];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = sight.sees(i / (int) keys, i % (int) keys);
        }
        return pass.manager().create(seen, new Shape(1, queries, keys));
    }

    /** All that is true in both; null is true everywhere. */
    static @Nullable NDArray both(@Nullable NDArray one, @Nullable NDArray other) {
        return one == null ? other : other == null ? one : one.logicalAnd(other);
    }

    static @Nullable NDArray maskOf(List<Signal> inputs, int input, int axis) {
        NDArray mask = inputs.get(input).mask();
        return mask == null ? null : mask.expandDims(axis);
    }
}
