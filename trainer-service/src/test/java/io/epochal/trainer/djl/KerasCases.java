package io.epochal.trainer.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains models from folders, and compares what comes out with what Keras' training of the same model gave. Each folder has
 * {@code model.keras}, {@code data.npz}, {@code spec.yaml} and Keras' history, {@code expected.json}. As a program it takes a folder of
 * such folders, and a pattern for their names.
 */
final class KerasCases {
    private KerasCases() {}

    static Map<String, List<Double>> train(Path folder, Path cache) throws IOException {
        RunSpec spec = spec(folder);
        DataSettings settings = DataSettings.of(folder, cache, 1);
        Map<String, List<Double>> history = new TreeMap<>();
        try (Engine engine = new DjlEngineFactory(file -> folder.resolve(file.path()), settings, 1).open(spec)) {
            long step = 0;
            for (int epoch = 0; epoch < spec.epochs(); epoch++) {
                engine.beginEpoch(epoch);
                MetricSums sums = MetricSums.NONE;
                double loss = 0;
                long samples = 0;
                for (int batch = 0; batch < engine.stepsIn(epoch); batch++) {
                    Engine.Batch done = engine.trainBatch(batch, step++, sums);
                    sums = done.counted();
                    loss += (double) done.meanLoss() * done.samples();
                    samples += done.samples();
                }
                put(history, "", engine.metrics((float) (loss / samples), sums));
                put(history, "val_", engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED));
            }
        }
        return history;
    }

    private static void put(Map<String, List<Double>> history, String prefix, Metrics metrics) {
        metrics.values().forEach((name, value) -> history.computeIfAbsent(prefix + name, key -> new ArrayList<>())
                .add(value));
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

    static String compare(Map<String, List<Double>> expected, Map<String, List<Double>> found) {
        if (!expected.keySet().equals(found.keySet())) {
            return "names " + found.keySet() + ", expected " + expected.keySet();
        }
        double worst = 0;
        String where = "";
        for (Map.Entry<String, List<Double>> one : expected.entrySet()) {
            String name = one.getKey();
            List<Double> values = found.getOrDefault(name, List.of());
            if (values.size() != one.getValue().size()) {
                return name + " has " + values.size() + " epochs, expected "
                        + one.getValue().size();
            }
            for (int i = 0; i < values.size(); i++) {
                double want = one.getValue().get(i);
                double got = values.get(i);
                double off = off(want, got);
                if (off > worst) {
                    worst = off;
                    where = name + "[" + i + "] is " + got + ", expected " + want;
                }
            }
        }
        return worst <= 1 ? "" : where;
    }

    /** 1 for a difference of a thousandth, or of 5e-5 where the number is small; two that are no number do not differ. */
    private static double off(double want, double got) {
        if (Double.isNaN(want) || Double.isNaN(got)) {
            return Double.isNaN(want) && Double.isNaN(got) ? 0 : Double.POSITIVE_INFINITY;
        }
        double difference = Math.abs(want - got);
        return Math.abs(want) < 0.05 ? difference / 5e-5 : difference / Math.abs(want) / 1e-3;
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
                try {
                    String wrong = compare(expected(folder), train(folder, Files.createTempDirectory("keras-cases")));
                    good += wrong.isEmpty() ? 1 : 0;
                    System.out.println(name + " " + (wrong.isEmpty() ? "equal" : "DIFFERS " + wrong));
                } catch (IOException | RuntimeException | StackOverflowError e) {
                    System.out.println(name + " FAILS " + e);
                    if (arguments.length > 2) {
                        e.printStackTrace(System.out);
                    }
                }
            }
        }
        System.out.println(good + " of " + all);
    }
}
