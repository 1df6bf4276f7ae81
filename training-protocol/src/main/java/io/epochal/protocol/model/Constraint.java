package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a weight is made to satisfy after every step, as {@code keras.constraints}. Norms are taken along {@code axis}. */
public sealed interface Constraint {
    record MaxNorm(double maxValue, List<Integer> axis) implements Constraint {}

    record MinMaxNorm(double minValue, double maxValue, double rate, List<Integer> axis) implements Constraint {}

    record NonNeg() implements Constraint {}

    record UnitNorm(List<Integer> axis) implements Constraint {}

    /** All of them by Keras' class name. */
    Map<String, Function<Fields, Constraint>> TABLE = new TreeMap<>(Map.of(
            "MaxNorm", fields -> new MaxNorm(fields.finite("max_value", 2), axis(fields)),
            "MinMaxNorm",
                    fields -> new MinMaxNorm(
                            fields.finite("min_value", 0),
                            fields.finite("max_value", 1),
                            fields.finite("rate", 1),
                            axis(fields)),
            "NonNeg", fields -> new NonNeg(),
            "UnitNorm", fields -> new UnitNorm(axis(fields))));

    private static List<Integer> axis(Fields fields) {
        Object value = fields.raw("axis");
        if (value == null) {
            return List.of(0);
        }
        if (value instanceof Integer one) {
            return List.of(one);
        }
        if (value instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance)) {
            return list.stream().map(Integer.class::cast).toList();
        }
        throw fields.wrong("axis", "must be a whole number, or a list of them");
    }
}
