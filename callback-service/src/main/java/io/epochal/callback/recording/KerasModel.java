package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Layer;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model as {@code Sequential.to_json()} of Keras 3.15 writes it, as far as TensorBoard's graph page reads it. */
final class KerasModel {
    private KerasModel() {}

    static String json(RunSpec.Model model, List<Integer> inputShape) {
        List<Map<String, Object>> layers = new ArrayList<>();
        List<Object> batchShape = new ArrayList<>(Arrays.asList((Object) null));
        batchShape.addAll(inputShape);
        layers.add(layer("InputLayer", Map.of("batch_shape", batchShape, "dtype", "float32", "name", "input_layer")));
        model.layers().forEach(layer -> layers.add(layer.accept(new Config())));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", model.name());
        config.put("trainable", true);
        config.put("layers", layers);
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("module", "keras");
        root.put("class_name", "Sequential");
        root.put("config", config);
        root.put("registered_name", null);
        try {
            return Wire.JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model that JSON cannot write: " + model, e);
        }
    }

    /** Sorted: the order of {@code Map.of} is another in each JVM; a file that is written anew must not be. */
    private static Map<String, Object> layer(String className, Map<String, Object> config) {
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("module", "keras.layers");
        layer.put("class_name", className);
        layer.put("config", new TreeMap<>(config));
        layer.put("registered_name", null);
        return layer;
    }

    private static final class Config implements Layer.Visitor<Map<String, Object>> {
        @Override
        public Map<String, Object> conv2d(Layer.Conv2D conv) {
            return layer(
                    "Conv2D",
                    Map.of(
                            "name", conv.name(),
                            "filters", conv.filters(),
                            "kernel_size", conv.kernelSize(),
                            "strides", List.of(1, 1),
                            "padding", "valid",
                            "activation", conv.activation(),
                            "use_bias", true));
        }

        @Override
        public Map<String, Object> maxPooling2d(Layer.MaxPooling2D pool) {
            return layer(
                    "MaxPooling2D",
                    Map.of(
                            "name",
                            pool.name(),
                            "pool_size",
                            pool.poolSize(),
                            "strides",
                            pool.poolSize(),
                            "padding",
                            "valid"));
        }

        @Override
        public Map<String, Object> dropout(Layer.Dropout dropout) {
            return layer("Dropout", Map.of("name", dropout.name(), "rate", dropout.rate()));
        }

        @Override
        public Map<String, Object> flatten(Layer.Flatten flatten) {
            return layer("Flatten", Map.of("name", flatten.name()));
        }

        @Override
        public Map<String, Object> dense(Layer.Dense dense) {
            return layer(
                    "Dense",
                    Map.of(
                            "name",
                            dense.name(),
                            "units",
                            dense.units(),
                            "activation",
                            dense.activation(),
                            "use_bias",
                            true));
        }
    }
}
