package io.epochal.protocol.model;

import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a layer's activation: a name, or an activation layer as Keras writes it or as {@code {type: LeakyReLU, negative_slope: 0.1}}. */
final class ActivationArgument {
    private static final List<String> LAYERS = List.of("ReLU", "LeakyReLU", "ELU", "Softmax", "Activation");
    /** Functions whose arguments are those of a layer; without arguments they are what their names say. */
    private static final Map<String, String> LIKE_LAYERS =
            Map.of("relu", "ReLU", "leaky_relu", "LeakyReLU", "elu", "ELU", "softmax", "Softmax");

    private final LayerArguments arguments;
    private final String key;

    private ActivationArgument(LayerArguments arguments, String key) {
        this.arguments = arguments;
        this.key = key;
    }

    static ActivationFunction read(LayerArguments arguments, String key, KerasIdentifier identifier) {
        ActivationArgument argument = new ActivationArgument(arguments, key);
        boolean object = identifier.form() == KerasIdentifier.Form.OBJECT;
        return object && !argument.isName(identifier) ? argument.layer(identifier) : argument.named(identifier.name());
    }

    /** {@code {type: leaky_relu}} has the function's slope, and not the layer's. */
    private boolean isName(KerasIdentifier identifier) {
        return Activation.named(identifier.name()).isPresent()
                && List.of("type").containsAll(identifier.arguments().keys());
    }

    private Activation named(String name) {
        Activation activation = Activation.named(name)
                .orElseThrow(() -> new SpecException(
                        arguments.fields().pathOf(key),
                        "must be one of " + String.join(", ", Activation.names())
                                + Nearest.hint(name, Activation.names()),
                        name));
        arguments.store(key, activation.kerasName());
        return activation;
    }

    private ActivationFunction layer(KerasIdentifier identifier) {
        String written = LIKE_LAYERS.getOrDefault(identifier.name(), identifier.name());
        String type = ClassName.find(LAYERS, written).orElseThrow(() -> unknown(identifier.name()));
        KerasIdentifier known = new KerasIdentifier(type, KerasIdentifier.Form.OBJECT, identifier.arguments());
        GraphLayer layer = GraphReader.layer(identifier.arguments(), known, new HashMap<>());
        if (layer.layer() instanceof ActivationLayers.ActivationLayer inner) {
            arguments.store(key, layer.config().get("activation"));
            return inner.activation();
        }
        if (layer.layer() instanceof ActivationLayers.Softmax softmax) {
            if (!softmax.axes().equals(List.of(-1))) {
                throw arguments.wrong(key, "must be a Softmax of axis -1; put one of other axes behind the layer");
            }
            return named(Activation.SOFTMAX.kerasName());
        }
        arguments.store(key, InnerLayer.written(layer));
        return (ActivationFunction) layer.layer();
    }

    private SpecException unknown(String type) {
        boolean weights = ClassName.find(List.of("PReLU"), type).isPresent();
        return new SpecException(
                arguments.fields().pathOf(key),
                (weights
                        ? "must have no weights of its own: put the layer PReLU behind this one"
                        : "must be the name of one of keras.activations, or one of the layers "
                                + String.join(", ", LAYERS) + Nearest.hint(type, LAYERS)),
                type);
    }
}
