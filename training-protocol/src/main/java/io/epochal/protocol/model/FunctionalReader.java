package io.epochal.protocol.model;

import io.epochal.protocol.Fields;
import io.epochal.protocol.Nearest;
import io.epochal.protocol.SpecException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the graph of a Functional model, as Keras 3.15, function.py and functional.py write it. */
final class FunctionalReader {
    private final List<Graph.Input> inputs = new ArrayList<>();
    private final List<GraphLayer> layers = new ArrayList<>();
    private final List<PendingCall> pending = new ArrayList<>();
    private final List<Graph.Call> calls = new ArrayList<>();
    /** By what Keras calls a tensor's history: the layer's name and which of its calls it was. */
    private final Map<Source, Integer> tensors = new HashMap<>();

    private record Source(String layer, int call) {}

    private record PendingCall(
            Source result, int layer, List<Source> from, Map<String, Object> arguments, Fields place) {
        PendingCall with(List<Source> sources) {
            return new PendingCall(result, layer, sources, arguments, place);
        }
    }

    private FunctionalReader() {}

    static Graph read(Fields config) {
        return new FunctionalReader().graph(config);
    }

    private Graph graph(Fields config) {
        List<Source> entries = sources(config, "input_layers");
        Map<String, Graph.Input> found = new LinkedHashMap<>();
        for (Fields item : config.objects("layers")) {
            NamedObject object = NamedObject.of(item);
            if (object.name().equals("InputLayer")) {
                Graph.Input input = GraphReader.input(item, object.arguments());
                found.put(input.name(), input);
            } else {
                add(item, object);
            }
        }
        for (Source entry : entries) {
            Graph.Input input = found.get(entry.layer());
            if (input == null) {
                throw new SpecException(
                        config.pathOf("input_layers"), "must name an InputLayer of the model", entry.layer());
            }
            tensors.put(entry, inputs.size());
            inputs.add(input);
        }
        order();
        return new Graph(config.text("name"), false, inputs, layers, calls, output(config));
    }

    private void add(Fields item, NamedObject object) {
        layers.add(GraphReader.layer(item, object, new HashMap<>()));
        String name = layers.get(layers.size() - 1).name();
        List<Fields> nodes = item.objects("inbound_nodes");
        // A Functional model has been called once before its first use: when it was made.
        int first = object.name().equals("Functional") ? 1 : 0;
        for (int call = 0; call < nodes.size(); call++) {
            List<Source> from = new ArrayList<>();
            nodes.get(call).list("args").forEach(argument -> collect(argument, from));
            Map<String, Object> arguments = keywords(
                    nodes.get(call).object("kwargs"),
                    layers.get(layers.size() - 1).layer(),
                    from);
            pending.add(new PendingCall(new Source(name, first + call), layers.size() - 1, from, arguments, item));
        }
    }

    /** The arguments of a call that have names; tensors among them are added in the order in which the layer takes them. */
    private static Map<String, Object> keywords(Fields keywords, Layer layer, List<Source> from) {
        List<String> names = layer instanceof CallArguments taken ? taken.tensors() : List.of("inputs", "sequences");
        for (String name : names) {
            collect(keywords.raw(name), from);
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (String key : keywords.keys()) {
            Object value = keywords.raw(key);
            boolean flag = key.equals("training")
                    || layer instanceof CallArguments taken && taken.flags().contains(key);
            if (flag && value instanceof Boolean) {
                arguments.put(key, value);
            } else if (!isNothing(value) && !names.contains(key)) {
                throw keywords.wrong(key, "must not be an argument of the call: it is not known here");
            }
        }
        return arguments;
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null
                || Boolean.FALSE.equals(value)
                || value instanceof List<?> list && list.stream().allMatch(Objects::isNull);
    }

    /** The tensors in one argument, which may be a list of them; false when it is none. */
    private static boolean collect(@Nullable Object argument, List<Source> into) {
        if (argument instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(FunctionalReader::isTensor)) {
            list.forEach(one -> collect(one, into));
            return true;
        }
        if (isTensor(argument)) {
            Fields config = Fields.of("keras_tensor", argument).object("config");
            into.add(source(config, "keras_history", config.list("keras_history")));
            return true;
        }
        return false;
    }

    private static boolean isTensor(@Nullable Object value) {
        return value instanceof Map<?, ?> map && "__keras_tensor__".equals(map.get("class_name"));
    }

    private static Source source(Fields fields, String key, List<?> history) {
        if (history.size() == 3
                && history.get(0) instanceof String layer
                && history.get(1) instanceof Integer call
                && Integer.valueOf(0).equals(history.get(2))) {
            return new Source(layer, call);
        }
        throw fields.wrong(key, "must be [layer, call, 0]: a layer has one output here");
    }

    /** {@code ["in", 0, 0]} for one, a list of such lists for more. */
    private static List<Source> sources(Fields config, String key) {
        List<?> list = config.list(key);
        if (!list.isEmpty() && list.get(0) instanceof String) {
            return List.of(source(config, key, list));
        }
        List<Source> sources = new ArrayList<>();
        for (Object one : list) {
            sources.add(source(config, key, one instanceof List<?> history ? history : List.of()));
        }
        return sources;
    }

    /** Puts the calls into an order in which each uses what comes before it. */
    private void order() {
        List<PendingCall> left = new ArrayList<>(pending.stream()
                .map(call -> call.with(call.from().stream().map(this::counted).toList()))
                .toList());
        while (!left.isEmpty()) {
            List<PendingCall> next = new ArrayList<>();
            for (PendingCall call : left) {
                if (call.from().stream().allMatch(tensors::containsKey)) {
                    tensors.put(call.result(), inputs.size() + calls.size());
                    calls.add(new Graph.Call(
                            call.layer(), call.from().stream().map(this::tensor).toList(), call.arguments()));
                } else {
                    next.add(call);
                }
            }
            if (next.size() == left.size()) {
                throw lost(next.get(0));
            }
            left = next;
        }
    }

    /**
     * Keras counts the calls of a Functional model from 1 in {@code output_layers}, but from 0 in the calls of a model that was not
     * loaded from a file: functional.py, {@code get_config} and {@code serialize_node}.
     */
    private Source counted(Source source) {
        Source zero = new Source(source.layer(), 0);
        boolean knows = tensors.containsKey(zero)
                || pending.stream().anyMatch(call -> call.result().equals(zero));
        boolean fromZero =
                !knows && pending.stream().anyMatch(call -> call.from().contains(zero));
        return fromZero ? new Source(source.layer(), source.call() + 1) : source;
    }

    private SpecException lost(PendingCall call) {
        String missing = call.from().stream()
                .filter(one -> !tensors.containsKey(one))
                .map(Source::layer)
                .findFirst()
                .orElse("");
        List<String> names = layers.stream().map(GraphLayer::name).toList();
        return new SpecException(
                call.place().pathOf("inbound_nodes"),
                "must use layers of the model, and no circle of them" + Nearest.hint(missing, names),
                missing);
    }

    private int tensor(Source source) {
        Integer tensor = tensors.get(source);
        if (tensor == null) {
            throw new IllegalStateException("no tensor of " + source);
        }
        return tensor;
    }

    private int output(Fields config) {
        List<Source> outputs = sources(config, "output_layers");
        if (outputs.size() != 1) {
            throw config.wrong("output_layers", "must be one output; a model with several is not trained here");
        }
        Integer tensor = tensors.get(outputs.get(0));
        if (tensor == null) {
            throw config.wrong("output_layers", "must name a layer of the model");
        }
        return tensor;
    }
}
