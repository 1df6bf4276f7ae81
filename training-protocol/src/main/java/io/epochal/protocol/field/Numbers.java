package io.epochal.protocol.field;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Numbers inside free-form JSON, where NaN and the infinities are texts. */
public final class Numbers {
    private Numbers() {}

    /** What {@link #parse} reads back to the same bits. */
    public static Object json(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }

    public static OptionalDouble parse(@Nullable Object value) {
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        if ("NaN".equals(value) || "Infinity".equals(value) || "-Infinity".equals(value)) {
            return OptionalDouble.of(Double.parseDouble((String) value));
        }
        return OptionalDouble.empty();
    }
}
