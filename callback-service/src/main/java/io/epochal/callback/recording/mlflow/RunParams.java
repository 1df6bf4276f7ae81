package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run's settings as MLflow's params: {@code batch_size}, {@code optimizer.learning_rate}, {@code model.layers.0.units}. Of a
 * RemoteMonitor only the type: its headers and its address may hold secrets.
 */
final class RunParams {
    private static final int LONGEST_VALUE = 6000;
    private static final int MOST = 1000;
    private static final String SECRETIVE = "RemoteMonitor";

    private final SortedMap<String, String> params = new TreeMap<>();

    private RunParams() {}

    /** At most {@value #MOST}, in the order of the spec; empty for an event with which no attempt begins. */
    static SortedMap<String, String> of(TrainingEvent first) {
        RunParams all = new RunParams();
        if (first instanceof RunStarted ours) {
            all.add("", Wire.JSON.convertValue(ours.spec(), Map.class));
        } else if (first instanceof RunResumed ours) {
            all.add("", Wire.JSON.convertValue(ours.spec(), Map.class));
        } else if (first instanceof AttachedRunStarted attached) {
            all.add(attached.params(), attached.callbacks());
        } else if (first instanceof AttachedRunResumed attached) {
            all.add(attached.params(), attached.callbacks());
        }
        return all.params;
    }

    private void add(TrainingParams attached, List<Map<String, Object>> callbacks) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Wire.JSON.convertValue(attached, Map.class).forEach((name, value) -> settings.put(String.valueOf(name), value));
        settings.put("callbacks", callbacks);
        add("", settings);
    }

    private void add(String path, Object value) {
        if (params.size() >= MOST) {
            return;
        }
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            shown(map).forEach((name, inner) -> add(path.isEmpty() ? "" + name : path + "." + name, inner));
        } else if (value instanceof List<?> list && list.stream().anyMatch(RunParams::isContainer)) {
            for (int i = 0; i < list.size(); i++) {
                add(path + "." + i, list.get(i));
            }
        } else if (value != null) {
            params.put(MlflowNames.unlike(params.keySet(), path), Printable.of(text(value), LONGEST_VALUE));
        }
    }

    private static Map<?, ?> shown(Map<?, ?> map) {
        return SECRETIVE.equals(map.get("type")) ? Map.of("type", SECRETIVE) : map;
    }

    private static boolean isContainer(Object value) {
        return value instanceof Map<?, ?> || value instanceof List<?>;
    }

    private static String text(Object value) {
        if (!isContainer(value)) {
            return String.valueOf(value);
        }
        try {
            return Wire.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what JSON has read it can write", e);
        }
    }
}
