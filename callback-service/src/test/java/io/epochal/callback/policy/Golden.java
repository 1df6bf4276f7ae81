package io.epochal.callback.policy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.epochal.protocol.Layer;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** What real Keras 3.15.1 did, case by case. */
final class Golden {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Golden() {}

    static List<JsonNode> cases(String file, Predicate<JsonNode> wanted) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(Golden.class.getResourceAsStream("/keras-golden/" + file))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode one = JSON.readTree(line);
                if (wanted.test(one)) {
                    cases.add(one);
                }
            }
        }
        return cases;
    }

    /** A callback as a spec would have it. */
    static Map<String, Object> callback(String type, JsonNode arguments) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("type", type);
        arguments.fields().forEachRemaining(argument -> {
            String name = argument.getKey().equals("thr") ? "initial_value_threshold" : argument.getKey();
            if (!argument.getValue().isNull() && !name.equals("type")) {
                settings.put(name, plain(argument.getValue()));
            }
        });
        return settings;
    }

    private static Object plain(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isInt()) {
            return value.intValue();
        }
        return value.isNumber() ? (Object) value.doubleValue() : value.textValue();
    }

    static Metrics logs(JsonNode logs) {
        TreeMap<String, Double> values = new TreeMap<>();
        logs.fields().forEachRemaining(log -> {
            if (!log.getValue().isNull()) {
                values.put(log.getKey(), number(log.getValue()));
            }
        });
        return new Metrics(values);
    }

    static double number(JsonNode value) {
        return value.isTextual() ? Double.parseDouble(value.textValue()) : value.doubleValue();
    }

    static RunSpec spec(List<String> metrics, List<Map<String, Object>> callbacks) {
        return new RunSpec(
                "golden",
                new RunSpec.Data("mnist", List.of(0.0, 1.0), null),
                new RunSpec.Model("sequential", List.of(new Layer.Dense("dense", 10, "softmax"))),
                new RunSpec.Optimizer("adam", 0.001, 0.9, 0.999, 1e-7),
                "sparse_categorical_crossentropy",
                metrics,
                1,
                1,
                0.2,
                true,
                0,
                callbacks);
    }

    static EpochEnded epoch(
            RunSpec spec, int epoch, Metrics logs, double rate, boolean last, List<Map<String, Object>> callbacks) {
        return new EpochEnded("golden", 1, epoch, Instant.EPOCH, spec, epoch, epoch, logs, rate, 1, last, callbacks);
    }
}
