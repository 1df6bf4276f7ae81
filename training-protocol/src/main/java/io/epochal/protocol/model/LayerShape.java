package io.epochal.protocol.model;

import java.util.List;

/**
 * What a layer is, once the shapes of its inputs are known.
 *
 * @param output the shape of one row of its output
 * @param weights in Keras' order: that of {@code layer.weights}
 */
public record LayerShape(List<Integer> output, List<WeightSpec> weights) {
    public LayerShape {
        output = List.copyOf(output);
        weights = List.copyOf(weights);
    }

    /** Of a layer without weights. */
    public static LayerShape of(List<Integer> output) {
        return new LayerShape(output, List.of());
    }

    /** Of a layer that changes no shape and has no weights. */
    public static LayerShape unchanged(List<List<Integer>> inputs) {
        return of(inputs.get(0));
    }
}
