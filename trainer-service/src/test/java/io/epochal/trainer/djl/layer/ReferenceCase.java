package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.GraphReader;
import io.epochal.protocol.model.GraphShape;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.network.NetworkBuilder;
import io.epochal.trainer.djl.safetensors.EncodedTensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One layer with its weights and an input, and what Keras made of it; written by {@code src/test/python/feedforward_layers.py}. */
record ReferenceCase(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<ReferenceCase> all(String resource) throws IOException {
        try (InputStream in = ReferenceCase.class.getResourceAsStream(resource)) {
            List<ReferenceCase> cases = new ArrayList<>();
            JSON.readTree(Objects.requireNonNull(in, resource)).forEach(one -> cases.add(new ReferenceCase(one)));
            return cases;
        }
    }

    @Override
    public String toString() {
        return json.get("layer").get("class_name").asText() + " " + inputShape() + " "
                + json.get("layer").get("config").toString();
    }

    private Shape inputShape() {
        return shape(json.get("input"));
    }

    Network network(NDManager manager) throws IOException {
        Fields layer = Fields.of("model.layers[0]", JSON.convertValue(json.get("layer"), Map.class));
        List<Integer> row = new ArrayList<>();
        for (long side : inputShape().slice(1).getShape()) {
            row.add((int) side);
        }
        GraphShape shape = GraphShape.of(GraphReader.layers("model", List.of(layer)), List.of(row));
        Network network = NetworkBuilder.build(shape, 3, manager);
        NDList stored = new NDList();
        json.get("weights").properties().forEach(weight -> {
            NDArray values = tensor(weight.getValue(), manager);
            values.setName(layerName() + "/" + weight.getKey());
            stored.add(values);
        });
        network.weights().requireKnown(EncodedTensors.reader(stored));
        network.weights().restore(network.weights().byName(), EncodedTensors.reader(stored));
        return network;
    }

    String layerName() {
        return json.get("layer").get("config").get("name").asText();
    }

    NDArray input(NDManager manager) {
        return tensor(json.get("input"), manager);
    }

    @Nullable
    NDArray mask(NDManager manager) {
        return json.has("mask") ? booleans(json.get("mask"), manager) : null;
    }

    private static NDArray booleans(JsonNode rows, NDManager manager) {
        int steps = rows.get(0).size();
        boolean[] values = new boolean[rows.size() * steps];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i / steps).get(i % steps).asInt() == 1;
        }
        return manager.create(values, new Shape(rows.size(), steps));
    }

    /** As the generator's. */
    static NDArray coefficients(Shape shape, NDManager manager) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((7919L * i) % 13 - 6) / 6f;
        }
        return manager.create(values, shape);
    }

    static NDArray tensor(JsonNode node, NDManager manager) {
        return manager.create(values(node), shape(node));
    }

    static float[] values(JsonNode node) {
        float[] values = new float[node.get("values").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get("values").get(i).asDouble();
        }
        return values;
    }

    static Shape shape(JsonNode node) {
        long[] shape = new long[node.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).asLong();
        }
        return new Shape(shape);
    }
}
