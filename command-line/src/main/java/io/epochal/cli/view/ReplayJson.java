package io.epochal.cli.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Replay;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Numbers;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Cases and their answers as JSON lines. */
public final class ReplayJson {
    /** Python writes bare NaN and Infinity; ours are texts. Both are read. */
    private static final ObjectReader READER = Wire.JSON
            .readerFor(Map.class)
            .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private ReplayJson() {}

    /** The answer to one line; what is wrong with the line is an answer too. */
    public static String answer(String line, CallbackProviders others) {
        Object id = null;
        try {
            Map<?, ?> values = object(line);
            id = values.get("id");
            return write(Replay.of(read(values), others));
        } catch (JsonProcessingException e) {
            return rejected(id, "not JSON: " + e.getOriginalMessage());
        } catch (SpecException e) {
            return rejected(id, String.valueOf(e.getMessage()));
        }
    }

    /** One line's object; a key that is there twice is none. */
    public static Map<?, ?> object(String line) throws JsonProcessingException {
        return Optional.ofNullable(READER.<@Nullable Map<?, ?>>readValue(line))
                .orElseThrow(() -> new JsonMappingException(null, "null is no object"));
    }

    private static String rejected(@Nullable Object id, String error) {
        return write(
                new Replay.Outcome(String.valueOf(id), 0, false, null, Double.NaN, null, List.of(), error, List.of()));
    }

    @SuppressWarnings("unchecked")
    private static Replay.Case read(Map<?, ?> values) {
        Fields fields = Fields.of("", values);
        List<Map<String, Object>> callbacks = new ArrayList<>();
        for (Fields callback : fields.objects("callbacks")) {
            callbacks.add(present(callback));
        }
        List<Replay.Measured> history = new ArrayList<>();
        for (Fields epoch : fields.objects("history")) {
            history.add(measured(epoch, history.size()));
        }
        String id = fields.has("id") ? String.valueOf(fields.raw("id")) : "";
        Semantics semantics =
                Semantics.named(String.valueOf(fields.raw("semantics"))).orElse(Semantics.KERAS_3_15);
        return new Replay.Case(
                id,
                fields.number("learning_rate", 0.001),
                fields.texts("metrics", List.of()),
                callbacks,
                semantics,
                history);
    }

    /** An argument that is null is one that was not given. */
    private static Map<String, Object> present(Fields callback) {
        Map<String, Object> settings = new TreeMap<>();
        for (String key : callback.keys()) {
            Object value = callback.raw(key);
            if (value != null) {
                settings.put(key, value);
            }
        }
        return settings;
    }

    public static Replay.Measured measured(Fields epoch, int index) {
        List<Metrics> batches = new ArrayList<>();
        for (Fields batch : epoch.objects("batches")) {
            batches.add(metrics(batch));
        }
        return new Replay.Measured(epoch.integer("epoch", index, 0), metrics(epoch.object("logs")), batches);
    }

    private static Metrics metrics(Fields logs) {
        TreeMap<String, Double> values = new TreeMap<>();
        for (String name : logs.keys()) {
            logs.optionalNumber(name).ifPresent(value -> values.put(name, value));
        }
        return new Metrics(values);
    }

    public static String write(Replay.Outcome outcome) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", outcome.id());
        json.put("epochs_run", outcome.epochsRun());
        json.put("stopped", outcome.stopped());
        json.put("weights_from_epoch", outcome.weightsFromEpoch());
        json.put("final_learning_rate", Numbers.json(outcome.finalLearningRate()));
        List<Double> rates = outcome.learningRates();
        json.put(
                "learning_rates",
                rates == null ? null : rates.stream().map(Numbers::json).toList());
        json.put(
                "saved",
                outcome.saved().stream()
                        .map(one -> List.of(one.epoch(), one.name()))
                        .toList());
        json.put("error", outcome.error());
        List<Map<String, Object>> epochs = new ArrayList<>();
        for (Replay.EpochDecision epoch : outcome.epochs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("epoch", epoch.epoch());
            one.put("commands", epoch.commands());
            one.put("reasons", epoch.reasons());
            one.put("callbacks", epoch.callbacks().json());
            epochs.add(one);
        }
        json.put("epochs", epochs);
        return PrintableJson.line(json);
    }
}
