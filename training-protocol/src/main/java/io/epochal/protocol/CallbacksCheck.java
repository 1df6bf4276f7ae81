package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.field.SpecException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds of every callbacks list, whatever the callbacks are: it is JSON, and it is small enough to ride in every event and every
 * verdict of its run.
 */
public final class CallbacksCheck {
    public static final int MOST = 100;
    public static final int MOST_BYTES = 128 * 1024;
    private static final int DEEPEST = 20;

    private CallbacksCheck() {}

    /**
     * The same list, once it is valid.
     *
     * @param field where it was found, such as {@code callbacks}
     * @throws SpecException when it is none
     */
    public static List<Map<String, Object>> check(String field, List<Map<String, Object>> callbacks) {
        if (callbacks.size() > MOST) {
            throw new SpecException(field, "may be at most " + MOST + "; found " + callbacks.size());
        }
        for (int i = 0; i < callbacks.size(); i++) {
            String place = field + "[" + i + "]";
            requireJson(place, callbacks.get(i), DEEPEST);
            if (!(callbacks.get(i).get("type") instanceof String)) {
                throw new SpecException(
                        place + ".type", "is required: a text, such as EarlyStopping", callbacks.get(i));
            }
        }
        if (bytes(field, callbacks) > MOST_BYTES) {
            throw new SpecException(
                    field,
                    "may have at most " + MOST_BYTES
                            + " bytes as JSON, since every event of the run carries them; found "
                            + bytes(field, callbacks));
        }
        return callbacks;
    }

    private static int bytes(String field, Object value) {
        try {
            return Wire.JSON.writeValueAsBytes(value).length;
        } catch (JsonProcessingException e) {
            throw new SpecException(field, "must be JSON: " + e.getOriginalMessage());
        }
    }

    /** YAML has more than JSON, and a list may hold itself. */
    static void requireJson(String place, @Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            if (depth == 0) {
                throw new SpecException(place, "is nested more than " + DEEPEST + " levels deep");
            }
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, item) -> {
                    if (!(key instanceof String || key instanceof Integer)) {
                        throw new SpecException(place, "must have texts for keys", key);
                    }
                    requireJson(place + "." + key, item, depth - 1);
                });
            } else {
                ((List<?>) value).forEach(item -> requireJson(place + "[]", item, depth - 1));
            }
            return;
        }
        boolean json = value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Float
                || (value instanceof BigInteger whole && whole.bitLength() < 300);
        if (!json) {
            throw new SpecException(
                    place,
                    "must be a text, a number, true, false, a list or an object; a date or a binary value needs"
                            + " quotation marks",
                    value);
        }
    }
}
