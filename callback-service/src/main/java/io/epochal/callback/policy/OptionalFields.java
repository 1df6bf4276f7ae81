package io.epochal.callback.policy;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Numbers;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Numbers that a callback's settings or state may lack. */
final class OptionalFields {
    private OptionalFields() {}

    static @Nullable Double readNumber(Fields fields, String key) {
        OptionalDouble value = fields.optionalNumber(key);
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static @Nullable Integer readInteger(Fields fields, String key) {
        return fields.has(key) ? fields.requiredInteger(key, 0) : null;
    }

    static void put(Map<String, Object> json, String key, @Nullable Double value) {
        if (value != null) {
            json.put(key, Numbers.json(value));
        }
    }

    static void put(Map<String, Object> json, String key, @Nullable Integer value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
