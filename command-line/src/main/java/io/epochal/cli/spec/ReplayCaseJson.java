package io.epochal.cli.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.epochal.callback.policy.Replay;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the cases of {@code replay --cases}: a JSON object a line. */
public final class ReplayCaseJson {
    /** Python writes bare NaN and Infinity, this project writes strings. Both are read. */
    private static final ObjectReader READER = Wire.JSON
            .readerFor(Map.class)
            .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private ReplayCaseJson() {}

    /** The object of one line. A line with a duplicate key is invalid. */
    public static Map<?, ?> object(String line) throws JsonProcessingException {
        return Optional.ofNullable(READER.<@Nullable Map<?, ?>>readValue(line))
                .orElseThrow(() -> new JsonMappingException(null, "null is not an object"));
    }

    /** One case of {@code --cases}. {@link SpecException} when a field is invalid. */
    public static Replay.Case read(Map<?, ?> values) {
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

    /** An argument that is null counts as missing. */
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
}
