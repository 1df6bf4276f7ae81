package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** Whether two JSON values say the same, however a writer has spelled the numbers. */
public final class SameJson {
    private static final Comparator<JsonNode> VALUES = (one, other) -> {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    };

    private SameJson() {}

    public static boolean same(JsonNode one, JsonNode other) {
        return one.equals(VALUES, other);
    }
}
