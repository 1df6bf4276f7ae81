package io.epochal.callback.recording.tensorboard;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.Start;
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
        addCallbacks(settings, spec.callbacks());
        return settings;
    }

    static SortedMap<String, Object> of(Start start) {
        return start instanceof RunStarted ours ? of(ours.spec()) : of((AttachedRunStarted) start);
    }

    /** What a program that is not our trainer says of its run. */
    private static SortedMap<String, Object> of(AttachedRunStarted started) {
        SortedMap<String, Object> settings = new TreeMap<>();
        settings.put("trainer", started.trainer().name());
        Integer epochs = started.params().epochs();
        if (epochs != null) {
            settings.put("epochs", epochs);
        }
        settings.put("learning_rate", started.params().learningRate());
        addCallbacks(settings, started.callbacks());
        return settings;
    }

    private static void addCallbacks(SortedMap<String, Object> settings, List<Map<String, Object>> callbacks) {
        for (Map<String, Object> callback : callbacks) {
            callback.forEach((name, value) -> {
                if (!name.equals("type") && !name.equals("state")) {
                    settings.putIfAbsent(callback.get("type") + "." + name, plain(value));
                }
            });
        }
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
