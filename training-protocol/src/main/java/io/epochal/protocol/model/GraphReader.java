package io.epochal.protocol.model;

import io.epochal.protocol.field.DTypePolicy;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads models: layers in a row as a user writes them, and what {@code model.to_json()} of Keras 3 writes. */
public final class GraphReader {
    private GraphReader() {}

    /** Layers in a row: {@code [{type: Dense, units: 10}]}; a layer without a name gets Keras' automatic one. */
    public static Graph layers(String name, List<Fields> items) {
        List<Graph.Input> inputs = new ArrayList<>();
        List<GraphLayer> layers = new ArrayList<>();
        Map<String, Integer> used = new HashMap<>();
        for (Fields item : items) {
            KerasIdentifier object = KerasIdentifier.of(item);
            if (object.name().equals("InputLayer") && layers.isEmpty() && inputs.isEmpty()) {
                inputs.add(input(item, object.arguments()));
            } else {
                layers.add(layer(item, object, used));
            }
        }
        return Graph.sequential(name, inputs, layers);
    }

    /** {@code {class_name: Sequential | Functional, config: {...}}}. */
    public static Graph keras(Fields fields) {
        String type = fields.text("class_name");
        KerasIdentifier.requireKeras(fields);
        Fields config = fields.object("config");
        return switch (type) {
            case "Sequential" -> layers(config.text("name"), config.objects("layers"));
            case "Functional", "Model" -> FunctionalReader.read(config);
            default ->
                throw fields.wrong(
                        "class_name",
                        "must be Sequential or Functional: a model that is a Python class of its own has no architecture that can be read");
        };
    }

    static GraphLayer layer(Fields item, KerasIdentifier object, Map<String, Integer> used) {
        Fields config = object.arguments();
        String type = ClassName.find(LayerTable.names(), object.name()).orElse(object.name());
        String name = config.optionalText("name").orElseGet(() -> automatic(ClassName.snakeCase(type), used));
        boolean trainable = config.flag("trainable", true);
        DTypePolicy.requireFloat32(config);
        LayerArguments arguments = new LayerArguments(config);
        Layer layer = LayerTable.read(type, item, arguments);
        arguments.end();
        return new GraphLayer(name, type, trainable, layer, arguments.config(), item.path());
    }

    /** Keras counts on from the names that it has given in the same process; a model begins anew here. */
    private static String automatic(String stem, Map<String, Integer> used) {
        int count = used.merge(stem, 1, Integer::sum) - 1;
        return count == 0 ? stem : stem + "_" + count;
    }

    /** The shape of an {@code InputLayer}, in one of the two ways in which Keras takes it. */
    static Graph.Input input(Fields item, Fields config) {
        String name = config.optionalText("name").orElse("input_layer");
        List<?> written = config.has("batch_shape") ? config.list("batch_shape") : config.list("shape");
        int from = config.has("batch_shape") ? 1 : 0;
        List<@Nullable Integer> shape = new ArrayList<>();
        for (int i = from; i < written.size(); i++) {
            Object side = written.get(i);
            if (side != null && !(side instanceof Integer size && size > 0)) {
                throw new SpecException(item.pathOf("shape"), "must be sizes, 1 or more, or null for any", written);
            }
            shape.add((Integer) side);
        }
        String dtype = config.optionalText("dtype").orElse("float32");
        if (config.flag("sparse", false) || config.flag("ragged", false)) {
            throw new SpecException(item.pathOf("sparse"), "must be false: inputs are dense here");
        }
        return new Graph.Input(name, Collections.unmodifiableList(shape), dtype);
    }
}
