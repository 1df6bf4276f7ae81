package io.epochal.trainer.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.trainer.data.npz.NpzWriter;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Small runs on 24 generated rows, six batches an epoch.
 *
 * @param folder for their data and what is made of these
 * @param execution null for the device's own
 */
record ResumedSpecs(Path folder, @Nullable Execution execution) {
    private static final int ROWS = 24;
    private static final int END = 9;
    private static final Map<String, int[]> SHAPES = Map.of(
            "images",
            new int[] {ROWS, 6, 6, 2},
            "steps",
            new int[] {ROWS, 5, 4},
            "row",
            new int[] {ROWS, 6},
            "y",
            new int[] {ROWS, 3});

    ResumedSpecs(Path folder) {
        this(folder, null);
    }

    static JsonNode table(String resource) throws IOException {
        try (InputStream in = ResumedSpecs.class.getResourceAsStream("/resumed/" + resource)) {
            return new YAMLMapper().readTree(Objects.requireNonNull(in, resource));
        }
    }

    /** Of a line of {@code layers.yaml}. */
    ResumedRun ofLayers(JsonNode line) throws IOException {
        Object model = line.path("itself").asBoolean()
                ? Map.of("architecture", attention(line.get("layers").get(0)), "keras", "attention.json")
                : Map.of("layers", withHead(line.get("layers")));
        return run(line.get("x").asText(), model, Map.of("type", "adam", "learning_rate", 0.01));
    }

    /** A model with weights that are trained, moving statistics and dropout. */
    ResumedRun ofOptimizer(JsonNode optimizer) throws IOException {
        List<Object> layers = List.of(
                Map.of("type", "Conv2D", "filters", 3, "kernel_size", 3, "activation", "tanh"),
                Map.of("type", "BatchNormalization", "momentum", 0.8),
                Map.of("type", "Dropout", "rate", 0.2));
        return run(
                "images",
                Map.of("layers", withHead(Wire.JSON.valueToTree(layers))),
                Wire.JSON.convertValue(optimizer, Map.class));
    }

    private static List<Object> withHead(JsonNode layers) {
        List<Object> all = new ArrayList<>();
        layers.forEach(layer -> all.add(Wire.JSON.convertValue(layer, Map.class)));
        all.add(Map.of("type", "Flatten"));
        all.add(Map.of("type", "Dense", "units", 3));
        return all;
    }

    /** A Functional model: the layer with its input as query and value. */
    private static Map<String, Object> attention(JsonNode layer) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        layer.properties()
                .forEach(one -> arguments.put(one.getKey(), Wire.JSON.convertValue(one.getValue(), Object.class)));
        String type = String.valueOf(arguments.remove("type"));
        arguments.put("name", "attention");
        List<Object> two = List.of(tensor("x"), tensor("x"));
        List<Object> layers = List.of(
                layer("InputLayer", Map.of("name", "x", "batch_shape", Arrays.asList(null, 5, 4)), List.of()),
                layer(type, arguments, type.startsWith("Multi") ? two : List.of(two)),
                layer("Flatten", Map.of("name", "flatten"), List.of(tensor("attention"))),
                layer("Dense", Map.of("name", "dense", "units", 3), List.of(tensor("flatten"))));
        return Map.of(
                "class_name",
                "Functional",
                "config",
                Map.of(
                        "name",
                        "functional",
                        "layers",
                        layers,
                        "input_layers",
                        List.of(List.of("x", 0, 0)),
                        "output_layers",
                        List.of(List.of("dense", 0, 0))));
    }

    private static Map<String, Object> layer(String type, Map<String, Object> config, List<Object> from) {
        List<Object> nodes = from.isEmpty() ? List.of() : List.of(Map.of("args", from, "kwargs", Map.of()));
        return Map.of("class_name", type, "config", config, "name", config.get("name"), "inbound_nodes", nodes);
    }

    private static Map<String, Object> tensor(String layer) {
        return Map.of("class_name", "__keras_tensor__", "config", Map.of("keras_history", List.of(layer, 0, 0)));
    }

    private ResumedRun run(String x, Object model, Object optimizer) throws IOException {
        Path data = folder.resolve("data.npz");
        if (!Files.exists(data)) {
            write(data);
        }
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("data", Map.of("type", "npz", "path", "data.npz", "x", x, "y", "y"));
        spec.put("model", model);
        spec.put("optimizer", optimizer);
        spec.put("loss", "mse");
        spec.put("metrics", List.of("mae"));
        spec.put("validation_split", 0);
        spec.put("seed", 5);
        spec.put("epochs", 2);
        spec.put("batch_size", 4);
        Engine.Factory engines = new DjlEngineFactory(
                file -> folder.resolve(file.path()), DataSettings.of(folder, folder, 1), 1, execution);
        return new ResumedRun(RunSpec.of(spec), engines, END);
    }

    private static void write(Path data) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        try (NpzWriter npz = new NpzWriter(Files.newOutputStream(data))) {
            for (String name : List.of("images", "steps", "row", "y")) {
                int[] shape = Objects.requireNonNull(SHAPES.get(name));
                float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble();
                }
                npz.write(name, shape, values);
            }
        }
    }
}
