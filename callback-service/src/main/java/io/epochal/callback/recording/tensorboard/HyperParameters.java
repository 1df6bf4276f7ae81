package io.epochal.callback.recording.tensorboard;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings of a run spec that runs are compared by: {@code batch_size}, {@code optimizer.momentum}, {@code EarlyStopping.patience}. */
final class HyperParameters {
    private HyperParameters() {}

    static SortedMap<String, Object> of(RunSpec spec) {
        SortedMap<String, Object> settings = new TreeMap<>();
        settings.put("batch_size", spec.batchSize());
        settings.put("epochs", spec.epochs());
        settings.put("seed", spec.seed());
        settings.put("optimizer", spec.optimizer().type());
        settings.put("learning_rate", plain(spec.optimizer().rate().written()));
        Map<?, ?> optimizer = Wire.JSON.convertValue(spec.optimizer(), Map.class);
        optimizer.forEach((name, value) -> {
            if (!name.equals("type") && !name.equals("learning_rate")) {
                settings.put("optimizer." + name, plain(value));
            }
        });
        for (Map<String, Object> callback : spec.callbacks()) {
            callback.forEach((name, value) -> {
                if (!name.equals("type") && !name.equals("state")) {
                    settings.putIfAbsent(callback.get("type") + "." + name, plain(value));
                }
            });
        }
        return settings;
    }

    private static Object plain(Object value) {
        return value instanceof Map<?, ?> || value instanceof List<?>
                ? sorted(value).toString()
                : value;
    }

    /** An immutable map has another order in each JVM; a file that is written anew must not differ. */
    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            SortedMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, inner) -> sorted.put(String.valueOf(key), sorted(inner)));
            return sorted;
        }
        return value instanceof List<?> list
                ? list.stream().map(HyperParameters::sorted).toList()
                : value;
    }
}
