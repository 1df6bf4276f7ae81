package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains models from folders, and compares what comes out with what Keras' training of the same model gave. Each folder has
 * {@code model.keras}, {@code data.npz}, {@code spec.yaml}, Keras' history in {@code expected.json}, and its final weights and
 * predictions in {@code final.npz}. As a program it takes a folder of such folders, and a pattern for their names.
 */
final class KerasCases {
    private KerasCases() {}

    /** What differs from Keras' training; empty when nothing does. */
    static String differences(Path folder, Path cache) throws IOException {
        TrainedCase trained = TrainedCase.train(folder, cache);
        String history = KerasAgreement.histories(expected(folder), trained.history());
        return history.isEmpty()
                ? KerasAgreement.tensors(expectedTensors(folder, trained), trained.tensors())
                : history;
    }

    @SuppressWarnings("unchecked")
    static RunSpec spec(Path folder) throws IOException {
        Map<String, Object> values =
                new YAMLMapper().readValue(folder.resolve("spec.yaml").toFile(), LinkedHashMap.class);
        Map<String, Object> model = new LinkedHashMap<>((Map<String, Object>) values.get("model"));
        KerasFile file = KerasFile.read(folder.resolve("model.keras"), 1L << 30);
        model.put("architecture", file.config());
        model.put("keras", Map.of("path", "model.keras", "sha256", "0".repeat(64)));
        values.put("model", model);
        return RunSpec.of(values);
    }

    static Map<String, List<Double>> expected(Path folder) throws IOException {
        JsonNode history =
                Wire.JSON.readTree(folder.resolve("expected.json").toFile()).get("history");
        Map<String, List<Double>> expected = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : history.properties()) {
            List<Double> values = new ArrayList<>();
            one.getValue().forEach(value -> values.add(value.asDouble()));
            expected.put(one.getKey(), values);
        }
        return expected;
    }

    /** Of a run without validation rows there are no predictions, and random layers' seeds are no weights here. */
    private static Map<String, float[]> expectedTensors(Path folder, TrainedCase trained) throws IOException {
        Map<String, float[]> tensors = new TreeMap<>();
        try (NDManager manager = EngineStart.manager(1);
                InputStream in = Files.newInputStream(folder.resolve("final.npz"))) {
            for (NDArray array : NDList.decode(manager, in)) {
                String name = array.getName().replace('|', '/');
                if (!name.contains("seed_generator") && (!name.equals(TrainedCase.PREDICTIONS) || trained.predicts())) {
                    tensors.put(name, floats(array));
                }
            }
        }
        return tensors;
    }

    private static float[] floats(NDArray array) {
        return array.toType(DataType.FLOAT32, false).toFloatArray();
    }

    public static void main(String[] arguments) throws IOException {
        int good = 0;
        int all = 0;
        try (var folders = Files.list(Path.of(arguments[0]))) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                String name = folder.getFileName().toString();
                if (arguments.length > 1 && !name.matches(arguments[1])) {
                    continue;
                }
                all++;
                String wrong = result(folder);
                good += wrong.isEmpty() ? 1 : 0;
                System.out.println(name + " " + (wrong.isEmpty() ? "equal" : wrong));
            }
        }
        System.out.println(good + " of " + all);
    }

    /** One case that fails is a result like any other. */
    private static String result(Path folder) {
        try {
            String wrong = differences(folder, Files.createTempDirectory("keras-cases"));
            return wrong.isEmpty() ? "" : "DIFFERS " + wrong;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return "FAILS " + e;
        }
    }
}
