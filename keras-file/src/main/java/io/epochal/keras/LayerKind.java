package io.epochal.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one class of layers has, in Keras' order: its own variables as its {@code build} makes them, the trainable ones first, and the
 * layers inside it.
 */
interface LayerKind {
    /** @throws KerasFileException if an argument that decides it is of a wrong type */
    List<String> variables(LayerConfig layer) throws KerasFileException;

    /** How many of the variables, from the last, no optimizer changes. */
    default int fixed(LayerConfig layer) throws KerasFileException {
        return 0;
    }

    /**
     * Whether the layer has its variables before it stands in a model, so that no model's name is before its own in paths.
     */
    default boolean isBuiltBefore() {
        return false;
    }

    /**
     * Whether the layers inside are frozen with it. Those that it makes in its {@code build} are not: they are made after it was told.
     */
    default boolean freezesParts() {
        return true;
    }

    /** The layers inside, by the attributes that hold them, which are their groups in the file; in the order in which they are built. */
    default Map<String, LayerConfig> parts(LayerConfig layer) throws KerasFileException {
        return Map.of();
    }

    /** Variables of which one depends on an argument. */
    static List<String> withBias(LayerConfig layer, String... always) throws KerasFileException {
        List<String> names = new ArrayList<>(List.of(always));
        if (layer.flag("use_bias", true)) {
            names.add("bias");
        }
        return names;
    }
}
