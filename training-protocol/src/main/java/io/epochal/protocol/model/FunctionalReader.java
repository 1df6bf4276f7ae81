package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the graph of a Functional model, as Keras 3.15, function.py and functional.py write it. */
final class FunctionalReader {
    private final List<Graph.Input> inputs = new ArrayList<>();
    private final List<GraphLayer> layers = new ArrayList<>();
    private final List<PendingCall> pending = new ArrayList<>();
    private final List<Graph.Call> calls = new ArrayList<>();
    private final Map<KerasTensors.Source, Integer> tensors = new HashMap<>();
    private final Set<String> masks;

    private record PendingCall(
            KerasTensors.Source result,
            int layer,
            List<KerasTensors.Source> from,
            Map<String, Object> arguments,
            Fields place) {
        PendingCall with(List<KerasTensors.Source> sources) {
            return new PendingCall(result, layer, sources, arguments, place);
        }
    }

    /** @param masks names of operations that compute masks alone */
    private FunctionalReader(Set<String> masks) {
        this.masks = masks;
    }

    static Graph read(Fields config) {
        return new FunctionalReader(MaskOperations.names(config.objects("layers"))).graph(config);
    }

    private Graph graph(Fields config) {
        List<KerasTensors.Source> entries = KerasTensors.sources(config, "input_layers");
        Map<String, Graph.Input> found = new LinkedHashMap<>();
        for (Fields item : config.objects("layers")) {
            if (masks.contains(item.optionalText("name").orElse(""))) {
                continue;
            }
            KerasIdentifier object = KerasIdentifier.of(item);
            if (object.name().equals("InputLayer")) {
                Graph.Input input = GraphReader.input(item, object.arguments());
                found.put(input.name(), input);
            } else {
                add(item, object);
            }
        }
        for (KerasTensors.Source entry : entries) {
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

    private void add(Fields item, KerasIdentifier object) {
        layers.add(GraphReader.layer(item, object, new HashMap<>()));
        String name = layers.get(layers.size() - 1).name();
        List<Fields> nodes = item.objects("inbound_nodes");
        // A Functional model has been called once before its first use: when it was made.
        int first = object.name().equals("Functional") ? 1 : 0;
        for (int call = 0; call < nodes.size(); call++) {
            List<KerasTensors.Source> from = new ArrayList<>();
            nodes.get(call).list("args").forEach(argument -> KerasTensors.collect(argument, from));
            Map<String, Object> arguments = keywords(
                    nodes.get(call).object("kwargs"),
                    layers.get(layers.size() - 1).layer(),
                    from);
            pending.add(new PendingCall(
                    new KerasTensors.Source(name, first + call), layers.size() - 1, from, arguments, item));
        }
    }

    /** The arguments of a call that have names; tensors among them are added in the order in which the layer takes them. */
    private Map<String, Object> keywords(Fields keywords, Layer layer, List<KerasTensors.Source> from) {
        List<String> names = layer instanceof CallArguments taken ? taken.tensors() : List.of("inputs", "sequences");
        for (String name : names) {
            KerasTensors.collect(keywords.raw(name), from);
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (String key : keywords.keys()) {
            Object value = keywords.raw(key);
            boolean flag = key.equals("training")
                    || layer instanceof CallArguments taken && taken.flags().contains(key);
            if (flag && value instanceof Boolean) {
                arguments.put(key, value);
            } else if (!isNothing(value) && !names.contains(key) && !isOwnMask(key, value)) {
                throw keywords.wrong(key, "must not be an argument of the call: it is not known here");
            }
        }
        return arguments;
    }

    /** Whether it is what the layer gets from the one before it anyway. */
    private boolean isOwnMask(String key, @Nullable Object value) {
        List<KerasTensors.Source> from = new ArrayList<>();
        KerasTensors.collect(value, from);
        return key.equals("mask")
                && !from.isEmpty()
                && from.stream().allMatch(source -> masks.contains(source.layer()));
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null
                || Boolean.FALSE.equals(value)
                || value instanceof List<?> list && list.stream().allMatch(Objects::isNull);
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
    private KerasTensors.Source counted(KerasTensors.Source source) {
        KerasTensors.Source zero = new KerasTensors.Source(source.layer(), 0);
        boolean knows = tensors.containsKey(zero)
                || pending.stream().anyMatch(call -> call.result().equals(zero));
        boolean fromZero =
                !knows && pending.stream().anyMatch(call -> call.from().contains(zero));
        return fromZero ? new KerasTensors.Source(source.layer(), source.call() + 1) : source;
    }

    private SpecException lost(PendingCall call) {
        String missing = call.from().stream()
                .filter(one -> !tensors.containsKey(one))
                .map(KerasTensors.Source::layer)
                .findFirst()
                .orElse("");
        List<String> names = layers.stream().map(GraphLayer::name).toList();
        return new SpecException(
                call.place().pathOf("inbound_nodes"),
                "must use layers of the model, and no circle of them" + Nearest.hint(missing, names),
                missing);
    }

    private int tensor(KerasTensors.Source source) {
        Integer tensor = tensors.get(source);
        if (tensor == null) {
            throw new IllegalStateException("no tensor of " + source);
        }
        return tensor;
    }

    private int output(Fields config) {
        List<KerasTensors.Source> outputs = KerasTensors.sources(config, "output_layers");
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
