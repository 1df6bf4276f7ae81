package io.epochal.protocol.model;

import java.util.List;

/** The lowest and the highest value that images have. */
public record ValueRange(double lower, double upper) {
    static ValueRange of(LayerArguments arguments) {
        Object value = arguments.fields().raw("value_range");
        if (value == null) {
            arguments.store("value_range", List.of(0, 255));
            return new ValueRange(0, 255);
        }
        if (value instanceof List<?> two
                && two.size() == 2
                && two.get(0) instanceof Number first
                && two.get(1) instanceof Number second) {
            arguments.store("value_range", value);
            return new ValueRange(
                    Math.min(first.doubleValue(), second.doubleValue()),
                    Math.max(first.doubleValue(), second.doubleValue()));
        }
        throw arguments.wrong("value_range", "must be two numbers in a list");
    }
}
