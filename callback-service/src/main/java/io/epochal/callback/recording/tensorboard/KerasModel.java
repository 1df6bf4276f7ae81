package io.epochal.callback.recording.tensorboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Layer;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model as {@code Sequential.to_json()} of Keras 3.15 writes it, as far as TensorBoard's graph page reads it. */
final class KerasModel {
    private KerasModel() {}

    static String json(RunSpec.Model model, List<Integer> inputShape) {
        List<Map<String, Object>> layers = new ArrayList<>();
        List<Object> batchShape = new ArrayList<>(Arrays.asList((Object) null));
        batchShape.addAll(inputShape);
        layers.add(layer(
                "InputLayer", inKerasOrder("batch_shape", batchShape, "dtype", "float32", "name", "input_layer")));
        model.layers().forEach(layer -> layers.add(layer.accept(new Config())));
        Map<String, Object> root =
                object("keras", "Sequential", inKerasOrder("name", model.name(), "trainable", true, "layers", layers));
        try {
            return Wire.JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model that JSON cannot write: " + model, e);
        }
    }

    private static Map<String, Object> layer(String className, Map<String, Object> config) {
        return object("keras.layers", className, config);
    }

    private static Map<String, Object> object(String module, String className, Map<String, Object> config) {
        Map<String, Object> object = inKerasOrder("module", module, "class_name", className, "config", config);
        object.put("registered_name", null);
        return object;
    }

    /** Names and values by turns. {@link Map#of} has another order in each JVM, and files that are written anew would differ. */
    private static Map<String, Object> inKerasOrder(Object... namesAndValues) {
        Map<String, Object> config = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            config.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return config;
    }

    private static final class Config implements Layer.Visitor<Map<String, Object>> {
        @Override
        public Map<String, Object> conv2d(Layer.Conv2D conv) {
            return layer(
                    "Conv2D",
                    inKerasOrder(
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
                    inKerasOrder(
                            "name", pool.name(),
                            "pool_size", pool.poolSize(),
                            "padding", "valid",
                            "strides", pool.poolSize()));
        }

        @Override
        public Map<String, Object> dropout(Layer.Dropout dropout) {
            return layer("Dropout", inKerasOrder("name", dropout.name(), "rate", dropout.rate()));
        }

        @Override
        public Map<String, Object> flatten(Layer.Flatten flatten) {
            return layer("Flatten", inKerasOrder("name", flatten.name()));
        }

        @Override
        public Map<String, Object> dense(Layer.Dense dense) {
            return layer(
                    "Dense",
                    inKerasOrder(
                            "name", dense.name(),
                            "units", dense.units(),
                            "activation", dense.activation(),
                            "use_bias", true));
        }
    }
}
