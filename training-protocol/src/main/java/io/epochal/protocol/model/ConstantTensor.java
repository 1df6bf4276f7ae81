package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that are an argument: one, or nested lists of them.
 *
 * @param shape empty for one number
 * @param values in row-major order
 */
public record ConstantTensor(List<Integer> shape, List<Double> values) {
    public ConstantTensor {
        shape = List.copyOf(shape);
        values = List.copyOf(values);
    }

    /** Null where the argument is not there. */
    static @Nullable ConstantTensor read(LayerArguments arguments, String key) {
        Object value = plain(arguments.fields().raw(key));
        arguments.store(key, value);
        if (value == null) {
            return null;
        }
        List<Integer> shape = new ArrayList<>();
        for (Object one = value; one instanceof List<?> list && !list.isEmpty(); one = list.get(0)) {
            shape.add(list.size());
        }
        List<Double> values = new ArrayList<>();
        if (!collect(value, shape, 0, values)) {
            throw arguments.wrong(key, "must be a number, or a list of numbers");
        }
        return new ConstantTensor(shape, values);
    }

    /** Keras writes an array of numpy as an object around its values. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> object
                && "__numpy__".equals(object.get("class_name"))
                && object.get("config") instanceof Map<?, ?> config) {
            return config.get("value");
        }
        return value;
    }

    private static boolean collect(@Nullable Object value, List<Integer> shape, int axis, List<Double> into) {
        if (axis == shape.size()) {
            return value instanceof Number number && into.add(number.doubleValue());
        }
        return value instanceof List<?> list
                && list.size() == shape.get(axis)
                && list.stream().allMatch(one -> collect(one, shape, axis + 1, into));
    }

    /** Whether it can be computed with a row of that shape, axis by axis from the last. */
    boolean broadcastsTo(List<Integer> row) {
        boolean fits = shape.size() <= row.size();
        for (int axis = 1; fits && axis <= shape.size(); axis++) {
            int side = shape.get(shape.size() - axis);
            fits = side == 1 || side == row.get(row.size() - axis);
        }
        return fits;
    }

    /** As the engine takes it. */
    public float[] floats() {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
