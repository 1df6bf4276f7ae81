package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.KerasObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A layer that is an argument of another one. */
final class InnerLayer {
    private InnerLayer() {}

    static GraphLayer read(LayerArguments arguments, String key) {
        if (!arguments.has(key)) {
            throw arguments.fields().missing(key);
        }
        Fields item = arguments.fields().object(key);
        return GraphReader.layer(item, KerasIdentifier.of(item), new HashMap<>());
    }

    /** Under another name, and with some arguments changed. */
    static GraphLayer changed(GraphLayer layer, String name, Layer with, Map<String, Object> arguments) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>(layer.config());
        config.putAll(arguments);
        return new GraphLayer(name, layer.type(), layer.trainable(), with, config, layer.place());
    }

    /** As Keras writes it. */
    static Map<String, @Nullable Object> written(GraphLayer layer) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("name", layer.name());
        // The two layers whose constructors do not take it.
        boolean forgotten = layer.layer() instanceof RegularizationLayers.SpatialDropout
                || layer.type().equals("Discretization");
        if (!forgotten) {
            config.put("trainable", layer.trainable());
        }
        config.putAll(layer.config());
        return KerasObject.of(module(layer.type()), layer.type(), config);
    }

    /** Where Keras finds the class. */
    static String module(String type) {
        return switch (type) {
            case "Sequential" -> "keras";
            case "Functional" -> "keras.src.models.functional";
            default -> "keras.layers";
        };
    }

    /** The inner layer's weights as the outer layer has them. */
    static List<WeightSpec> weights(GraphLayer layer, LayerShape shape) {
        return shape.weights().stream()
                .map(weight -> (layer.trainable() ? weight : weight.frozen()).below(layer.name()))
                .toList();
    }
}
