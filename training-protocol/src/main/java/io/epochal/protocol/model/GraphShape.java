package io.epochal.protocol.model;

import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model makes of its inputs, layer after layer, and how large it is; found without an engine, before the first batch.
 *
 * @param tensors the shape of one row of each of the graph's tensors
 * @param layers what each of the graph's layers is at its first call; null for one that is never called
 */
public record GraphShape(Graph graph, List<List<Integer>> tensors, List<@Nullable LayerShape> layers) {
    /** Weights and biases together, 2 GiB of them; the optimizer keeps three times as much beside them. */
    public static final long MOST_PARAMETERS = 1L << 29;

    /** What one row may become in any layer. */
    public static final long MOST_VALUES = 1L << 28;

    /**
     * @param inputs of one row of each input
     * @throws SpecException that names the layer which does not fit, or with which the model grows too large
     */
    public static GraphShape of(Graph graph, List<List<Integer>> inputs) {
        List<List<Integer>> tensors = new ArrayList<>(inputs);
        List<@Nullable LayerShape> layers = new ArrayList<>();
        graph.layers().forEach(layer -> layers.add(null));
        long parameters = 0;
        for (Graph.Call call : graph.calls()) {
            GraphLayer layer = graph.layers().get(call.layer());
            LayerShape shape =
                    built(layer, call.inputs().stream().map(tensors::get).toList());
            LayerShape before = layers.get(call.layer());
            if (before == null) {
                parameters += parameters(shape);
                layers.set(call.layer(), shape);
            } else if (!before.weights().equals(shape.weights())) {
                throw wrong(layer, "is used twice, with inputs that need other weights each time");
            }
            requireParameters(layer, parameters);
            if (Shapes.product(shape.output()) > MOST_VALUES) {
                throw wrong(layer, "makes the model too large: a row may become at most " + MOST_VALUES + " values");
            }
            tensors.add(shape.output());
        }
        return new GraphShape(graph, tensors, layers);
    }

    /**
     * What is known of the model's size before its data are: all of it where the model says its inputs' shapes.
     *
     * @throws SpecException as {@link #of}
     */
    public static void check(Graph graph) {
        boolean known = !graph.inputs().isEmpty()
                && graph.inputs().stream()
                        .allMatch(input -> input.shape().stream().allMatch(Objects::nonNull));
        if (known) {
            var unused = of(
                    graph,
                    graph.inputs().stream()
                            .map(input -> input.shape().stream()
                                    .map(Objects::requireNonNull)
                                    .toList())
                            .toList());
        } else {
            LeastParameters.check(graph);
        }
    }

    static long parameters(LayerShape shape) {
        return shape.weights().stream()
                .mapToLong(weight -> Shapes.product(weight.shape()))
                .sum();
    }

    static void requireParameters(GraphLayer layer, long parameters) {
        if (parameters > MOST_PARAMETERS) {
            throw wrong(
                    layer, "makes the model too large: a model may have at most " + MOST_PARAMETERS + " parameters");
        }
    }

    private static LayerShape built(GraphLayer layer, List<List<Integer>> inputs) {
        if (inputs.isEmpty()) {
            throw wrong(layer, "needs an input");
        }
        try {
            return layer.layer().build(inputs);
        } catch (ShapeException e) {
            throw wrong(layer, e.getMessage());
        }
    }

    private static SpecException wrong(GraphLayer layer, @Nullable String what) {
        return new SpecException(layer.place(), "(" + layer.name() + ") " + what);
    }

    /** Of one row of the model's output. */
    public List<Integer> output() {
        return tensors.get(graph.output());
    }

    /** All weights by their paths in the model, {@code conv2d/kernel}, in the order of the layers. */
    public Map<String, WeightSpec> weights() {
        Map<String, WeightSpec> weights = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            LayerShape shape = layers.get(i);
            if (shape != null) {
                String name = graph.layers().get(i).name();
                shape.weights().forEach(weight -> weights.put(name + "/" + weight.path(), weight));
            }
        }
        return weights;
    }
}
