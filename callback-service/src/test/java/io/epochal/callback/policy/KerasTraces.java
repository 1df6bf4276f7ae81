package io.epochal.callback.policy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.epochal.callback.Specs;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
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
final class KerasTraces {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private KerasTraces() {}

    static List<JsonNode> cases(String file, Predicate<JsonNode> wanted) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Objects.requireNonNull(KerasTraces.class.getResourceAsStream("/keras-golden/" + file))),
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

    /** A case of runs.jsonl. */
    static Replay.Case run(JsonNode one) {
        List<String> metrics = new ArrayList<>();
        one.get("metrics").forEach(metric -> metrics.add(metric.asText()));
        List<Map<String, Object>> callbacks = new ArrayList<>();
        one.get("callbacks")
                .forEach(each -> callbacks.add(callback(each.get("type").asText(), each)));
        List<Replay.Measured> history = new ArrayList<>();
        for (JsonNode epoch : one.get("history")) {
            List<Metrics> batches = new ArrayList<>();
            epoch.path("batches").forEach(batch -> batches.add(logs(batch)));
            history.add(new Replay.Measured(epoch.get("epoch").intValue(), logs(epoch.get("logs")), batches));
        }
        return new Replay.Case(
                one.get("id").asText(),
                one.get("learning_rate").doubleValue(),
                metrics,
                callbacks,
                Semantics.KERAS_3_15,
                history);
    }

    /** A ModelCheckpoint trace: for each epoch the values of the batches, and the one at its end. */
    static Replay.Case batches(JsonNode one) {
        Map<String, Object> settings = callback("ModelCheckpoint", one.get("args"));
        settings.putIfAbsent("monitor", "loss");
        List<Replay.Measured> history = new ArrayList<>();
        for (JsonNode epoch : one.get("epochs")) {
            List<Metrics> batches = new ArrayList<>();
            epoch.get(0).forEach(value -> batches.add(Metrics.NONE.with("loss", value.doubleValue())));
            Metrics logs = epoch.get(1).isNull()
                    ? Metrics.NONE
                    : Metrics.NONE.with("loss", epoch.get(1).doubleValue());
            history.add(new Replay.Measured(history.size(), logs, batches));
        }
        return new Replay.Case("trace", 0.001, List.of("loss"), List.of(settings), Semantics.KERAS_3_15, history);
    }

    static RunSpec spec(List<String> metrics, List<Map<String, Object>> callbacks) {
        return Specs.with(metrics, callbacks);
    }

    static EpochEnded epoch(
            RunSpec spec, int epoch, Metrics logs, double rate, boolean last, List<Map<String, Object>> callbacks) {
        return new EpochEnded(
                "golden",
                1,
                epoch,
                Instant.EPOCH,
                TrainingParams.of(spec),
                epoch,
                epoch,
                logs,
                rate,
                1,
                last,
                callbacks);
    }
}
