package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model that is a layer of another one: {@code Sequential} or {@code Functional}. Its weights have its name before theirs. */
public record NestedModel(Graph graph) implements Layer {
    static final Map<String, Function<LayerArguments, Layer>> READERS =
            Map.of("Sequential", NestedModel::sequential, "Functional", NestedModel::functional);

    private static NestedModel sequential(LayerArguments arguments) {
        Fields config = arguments.fields();
        config.raw("build_input_shape");
        Graph graph = GraphReader.layers(config.optionalText("name").orElse("sequential"), config.objects("layers"));
        List<Object> layers = new ArrayList<>();
        graph.inputs().forEach(input -> layers.add(GraphWriter.input(input)));
        graph.layers().forEach(layer -> layers.add(InnerLayer.written(layer)));
        arguments.store("layers", layers);
        return new NestedModel(graph);
    }

    private static NestedModel functional(LayerArguments arguments) {
        Graph graph = FunctionalReader.read(arguments.fields());
        // Only Keras writes it, with all arguments.
        for (String key : List.of("layers", "input_layers", "output_layers")) {
            arguments.store(key, arguments.fields().raw(key));
        }
        return new NestedModel(graph);
    }

    /** What it makes of such inputs; the same graph each time. */
    public GraphShape shape(List<List<Integer>> inputs) {
        if (inputs.size() != graph.inputCount()) {
            throw new ShapeException(
                    "needs " + graph.inputCount() + " inputs; " + inputs.size() + " reach it: " + inputs);
        }
        for (int i = 0; i < graph.inputs().size(); i++) {
            if (!fits(inputs.get(i), graph.inputs().get(i).shape())) {
                throw new ShapeException(
                        "needs input " + graph.inputs().get(i).shape() + "; what reaches it is " + inputs.get(i));
            }
        }
        return GraphShape.of(graph, inputs);
    }

    private static boolean fits(List<Integer> shape, List<@Nullable Integer> wanted) {
        boolean fits = shape.size() == wanted.size();
        for (int axis = 0; fits && axis < shape.size(); axis++) {
            fits = wanted.get(axis) == null || Objects.equals(wanted.get(axis), shape.get(axis));
        }
        return fits;
    }

    @Override
    public LayerShape build(List<List<Integer>> inputs) {
        GraphShape shape = shape(inputs);
        List<WeightSpec> weights = new ArrayList<>();
        for (int i = 0; i < graph.layers().size(); i++) {
            LayerShape layer = shape.layers().get(i);
            if (layer != null) {
                weights.addAll(InnerLayer.weights(graph.layers().get(i), layer));
            }
        }
        return new LayerShape(shape.output(), weights);
    }
}
