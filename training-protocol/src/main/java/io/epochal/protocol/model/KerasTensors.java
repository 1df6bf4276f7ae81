package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors of a Functional model as Keras 3.15 names them, by their history. */
final class KerasTensors {
    private KerasTensors() {}

    /**
     * Where a tensor comes from.
     *
     * @param layer the name of a layer or an input
     * @param call which of the layer's calls it was, from 0
     */
    record Source(String layer, int call) {}

    /** {@code ["in", 0, 0]} for one, a list of such lists for more. */
    static List<Source> sources(Fields config, String key) {
        List<?> list = config.list(key);
        if (!list.isEmpty() && list.get(0) instanceof String) {
            return List.of(source(config, key, list));
        }
        List<Source> sources = new ArrayList<>();
        for (Object one : list) {
            sources.add(source(config, key, one instanceof List<?> history ? history : List.of()));
        }
        return sources;
    }

    /** Adds the tensors in one argument of a call, which may be one, a list of them, or something else. */
    static void collect(@Nullable Object argument, List<Source> into) {
        if (argument instanceof List<?> list && list.stream().allMatch(KerasTensors::isTensor)) {
            list.forEach(one -> collect(one, into));
        } else if (isTensor(argument)) {
            Fields config = Fields.of("keras_tensor", argument).object("config");
            into.add(source(config, "keras_history", config.list("keras_history")));
        }
    }

    private static boolean isTensor(@Nullable Object value) {
        return value instanceof Map<?, ?> map && "__keras_tensor__".equals(map.get("class_name"));
    }

    private static Source source(Fields fields, String key, List<?> history) {
        if (history.size() == 3
                && history.get(0) instanceof String layer
                && history.get(1) instanceof Integer call
                && Integer.valueOf(0).equals(history.get(2))) {
            return new Source(layer, call);
        }
        throw fields.wrong(key, "must be [layer, call, 0]: a layer has one output here");
    }
}
