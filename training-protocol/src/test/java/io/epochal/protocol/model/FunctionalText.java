package io.epochal.protocol.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Functional models as Keras writes them, from less text. */
final class FunctionalText {
    private FunctionalText() {}

    /** With apostrophes for quotes. */
    static Fields fields(String json) {
        try {
            return Fields.of(
                    "", Wire.JSON.readValue(json.replace('\'', '"'), new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /**
     * @param inputs the names of the input layers
     * @param output a tensor: the name of a layer, and behind a colon which of its calls it comes from unless it is the first
     */
    static Fields model(List<String> inputs, String output, String... layers) {
        return fields(
                "{'module': 'keras.src.models.functional', 'class_name': 'Functional', 'registered_name': 'Functional',"
                        + " 'config': {'name': 'functional', 'trainable': true, 'layers': [" + String.join(", ", layers)
                        + "],"
                        + " 'input_layers': ["
                        + inputs.stream().map(FunctionalText::history).collect(Collectors.joining(", "))
                        + "], 'output_layers': " + history(output) + "}}");
    }

    static String input(String name, int size) {
        return "{'class_name': 'InputLayer', 'name': '%s', 'inbound_nodes': [], 'config': {'name': '%s', 'batch_shape': [null, %s]}}"
                .formatted(name, name, size);
    }

    /** @param calls the tensors of each; in brackets for a layer that takes a list of them */
    static String layer(String type, String name, String arguments, String... calls) {
        return "{'module': 'keras.layers', 'class_name': '%s', 'registered_name': null, 'name': '%s', 'config': {'name': '%s'%s}, 'inbound_nodes': [%s]}"
                .formatted(
                        type,
                        name,
                        name,
                        arguments.isEmpty() ? "" : ", " + arguments,
                        Arrays.stream(calls).map(FunctionalText::node).collect(Collectors.joining(", ")));
    }

    private static String node(String call) {
        boolean list = call.startsWith("[");
        String tensors = Arrays.stream(call.replaceAll("[\\[\\]]", "").split(" "))
                .map(tensor ->
                        "{'class_name': '__keras_tensor__', 'config': {'keras_history': " + history(tensor) + "}}")
                .collect(Collectors.joining(", "));
        return "{'args': [" + (list ? "[" + tensors + "]" : tensors) + "], 'kwargs': {}}";
    }

    private static String history(String tensor) {
        String[] parts = tensor.split(":");
        return "['" + parts[0] + "', " + (parts.length == 1 ? "0" : parts[1]) + ", 0]";
    }
}
