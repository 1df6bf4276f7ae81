package io.epochal.cli.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A callback with a state that every verdict changes, behind those of the program. A trainer has to hand it back as it is, whatever
 * is in it.
 */
final class PlantedState {
    static final String TYPE = "ConformanceState";
    private static final String SEEN = "seen";

    private PlantedState() {}

    /** The callbacks as they stand after one more verdict. */
    static List<Map<String, Object>> advance(List<Map<String, Object>> callbacks) {
        List<Map<String, Object>> next = new ArrayList<>();
        int seen = 0;
        for (Map<String, Object> callback : callbacks) {
            if (TYPE.equals(callback.get("type"))) {
                seen = callback.get(SEEN) instanceof Integer number ? number : 0;
            } else {
                next.add(callback);
            }
        }
        next.add(planted(seen + 1));
        return next;
    }

    /** The planted one among these callbacks, if it is there. */
    static List<Map<String, Object>> of(List<Map<String, Object>> callbacks) {
        return callbacks.stream()
                .filter(callback -> TYPE.equals(callback.get("type")))
                .toList();
    }

    private static Map<String, Object> planted(int seen) {
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("best", 0.1 + seen);
        state.put("least", 5e-324);
        state.put("most", (1L << 53) - 1);
        state.put("loss", "NaN");
        state.put("text", "ä\u2028\"\\ 字 \ud83d\ude00");
        state.put("none", null);
        state.put("waited", List.of(seen, List.of(), Map.of()));
        Map<String, Object> planted = new LinkedHashMap<>();
        planted.put("type", TYPE);
        planted.put(SEEN, seen);
        planted.put("state", state);
        return planted;
    }
}
