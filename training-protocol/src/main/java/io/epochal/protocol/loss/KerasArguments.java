package io.epochal.protocol.loss;

import io.epochal.protocol.field.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments that several of Keras' losses and metrics have. */
public final class KerasArguments {
    private KerasArguments() {}

    /** One axis, from 0, or from the end with -1 as the last. */
    public static int axis(Fields fields) {
        Object value = fields.raw("axis");
        if (value == null || value instanceof Integer) {
            return value == null ? -1 : (Integer) value;
        }
        throw fields.wrong("axis", "must be one axis, such as -1 for the last");
    }

    /** One axis, several or, as null, all of them. Python's tuples are lists here. */
    static @Nullable List<Integer> axes(Fields fields) {
        Object value = fields.raw("axis");
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> tuple && "__tuple__".equals(tuple.get("class_name"))) {
            value = tuple.get("items");
        }
        List<Integer> axes = new ArrayList<>();
        for (Object item : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
            if (!(item instanceof Integer axis)) {
                throw fields.wrong("axis", "must be an axis or a list of axes");
            }
            axes.add(axis);
        }
        return List.copyOf(axes);
    }

    /** From 0 to 1, both of them allowed. */
    public static double fraction(Fields fields, String key, double fallback) {
        double value = fields.number(key, fallback);
        if (value >= 0 && value <= 1) {
            return value;
        }
        throw fields.wrong(key, "must be from 0 to 1");
    }
}
