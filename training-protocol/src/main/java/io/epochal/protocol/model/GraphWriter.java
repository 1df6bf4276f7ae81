package io.epochal.protocol.model;

import io.epochal.protocol.field.KerasObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a model as {@code model.to_json()} of Keras 3.15 does, with all arguments; the same text for the same model. */
public final class GraphWriter {
    private final GraphShape shape;
    private final Graph graph;

    private GraphWriter(GraphShape shape) {
        this.shape = shape;
        this.graph = shape.graph();
    }

    public static Map<String, @Nullable Object> keras(GraphShape shape) {
        return new GraphWriter(shape).model();
    }

    private Map<String, @Nullable Object> model() {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("name", graph.name());
        config.put("trainable", true);
        List<Object> layers = new ArrayList<>();
        for (int i = 0; i < graph.inputCount(); i++) {
            Map<String, @Nullable Object> input = input(i);
            layers.add(graph.sequential() ? input : connected(input, inputName(i), List.of()));
        }
        for (int i = 0; i < graph.layers().size(); i++) {
            Map<String, @Nullable Object> layer = layer(graph.layers().get(i), i);
            layers.add(
                    graph.sequential()
                            ? layer
                            : connected(layer, graph.layers().get(i).name(), nodes(i)));
        }
        config.put("layers", layers);
        if (!graph.sequential()) {
            List<Object> inputs = new ArrayList<>();
            for (int i = 0; i < graph.inputCount(); i++) {
                inputs.add(history(i));
            }
            config.put("input_layers", inputs.size() == 1 ? inputs.get(0) : inputs);
            config.put("output_layers", history(graph.output()));
        }
        return graph.sequential()
                ? KerasObject.of("keras", "Sequential", config)
                : KerasObject.of("keras.src.models.functional", "Functional", config);
    }

    private String inputName(int input) {
        return graph.inputs().isEmpty()
                ? "input_layer"
                : graph.inputs().get(input).name();
    }

    private String dtype(int tensor) {
        return tensor < graph.inputs().size() ? graph.inputs().get(tensor).dtype() : "float32";
    }

    private Map<String, @Nullable Object> input(int input) {
        List<@Nullable Integer> given = new ArrayList<>();
        batch(input).stream().skip(1).forEach(side -> given.add((Integer) side));
        return input(new Graph.Input(inputName(input), given, dtype(input)));
    }

    static Map<String, @Nullable Object> input(Graph.Input input) {
        List<@Nullable Object> batch = new ArrayList<>(Arrays.asList((Object) null));
        batch.addAll(input.shape());
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("batch_shape", batch);
        config.put("dtype", input.dtype());
        config.put("sparse", false);
        config.put("name", input.name());
        return KerasObject.of("keras.layers", "InputLayer", config);
    }

    /** A shape with the batch, which is null: of any size. */
    private List<@Nullable Object> batch(int tensor) {
        List<@Nullable Object> batch = new ArrayList<>(Arrays.asList((Object) null));
        boolean input = tensor < graph.inputs().size();
        batch.addAll(
                input ? graph.inputs().get(tensor).shape() : shape.tensors().get(tensor));
        return batch;
    }

    private Map<String, @Nullable Object> layer(GraphLayer layer, int index) {
        Map<String, @Nullable Object> object = InnerLayer.written(layer);
        firstInputs(index).ifPresent(inputs -> object.put("build_config", build(inputs, layer.layer())));
        return object;
    }

    private Optional<List<Integer>> firstInputs(int layer) {
        return graph.calls().stream()
                .filter(call -> call.layer() == layer)
                .map(Graph.Call::inputs)
                .findFirst();
    }

    /** Keras builds a layer by this before it loads its weights. */
    private Map<String, Object> build(List<Integer> inputs, Layer layer) {
        if (layer instanceof CallArguments taken && taken.tensors().size() > 1) {
            Map<String, Object> shapes = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                shapes.put(taken.tensors().get(i) + "_shape", batch(inputs.get(i)));
            }
            return Map.of("shapes_dict", shapes);
        }
        return inputs.size() == 1
                ? Map.of("input_shape", batch(inputs.get(0)))
                : Map.of("input_shape", inputs.stream().map(this::batch).toList());
    }

    private static Map<String, @Nullable Object> connected(
            Map<String, @Nullable Object> layer, String name, List<Object> nodes) {
        layer.put("name", name);
        layer.put("inbound_nodes", nodes);
        return layer;
    }

    private List<Object> nodes(int layer) {
        List<Object> nodes = new ArrayList<>();
        for (Graph.Call call : graph.calls()) {
            if (call.layer() == layer) {
                List<Object> tensors = new ArrayList<>();
                call.inputs().forEach(tensor -> tensors.add(tensor(tensor)));
                Layer called = graph.layers().get(layer).layer();
                boolean list = called instanceof TakesList || called instanceof NestedModel && tensors.size() > 1;
                Map<String, Object> node = new LinkedHashMap<>();
                node.put("args", list ? List.of(tensors) : tensors);
                node.put("kwargs", call.arguments());
                nodes.add(node);
            }
        }
        return nodes;
    }

    private Map<String, Object> tensor(int tensor) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("shape", batch(tensor));
        config.put("dtype", dtype(tensor));
        config.put("keras_history", history(tensor));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("class_name", "__keras_tensor__");
        object.put("config", config);
        return object;
    }

    /** The layer that a tensor comes from, and which of the layer's calls made it. */
    private List<Object> history(int tensor) {
        if (tensor < graph.inputCount()) {
            return List.of(inputName(tensor), 0, 0);
        }
        int call = tensor - graph.inputCount();
        int layer = graph.calls().get(call).layer();
        long earlier = graph.calls().subList(0, call).stream()
                .filter(one -> one.layer() == layer)
                .count();
        int first = graph.layers().get(layer).type().equals("Functional") ? 1 : 0;
        return List.of(graph.layers().get(layer).name(), first + (int) earlier, 0);
    }
}
