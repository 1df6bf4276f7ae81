package io.epochal.protocol.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer with its name in a model.
 *
 * @param type Keras' class name
 * @param trainable false for a layer whose weights stay as they are
 * @param config all arguments as Keras writes them, without name and trainable
 * @param place where it was written, for messages: {@code model.layers[2]}
 */
public record GraphLayer(
        String name, String type, boolean trainable, Layer layer, Map<String, @Nullable Object> config, String place) {}
