package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Numbers and texts as the service reads and writes them. */
public final class JsonValues {
    private static final int LONGEST_TEXT = 1_000;

    private JsonValues() {}

    /** A number; NaN and the infinities, which JSON lacks, as texts. */
    static JsonPrimitive number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : new JsonPrimitive(Double.toString(value));
    }

    static double read(JsonElement number) {
        return Double.parseDouble(number.getAsString());
    }

    static JsonObject metrics(Map<String, Double> values) {
        JsonObject metrics = new JsonObject();
        values.forEach((name, value) -> metrics.add(name, number(value)));
        return metrics;
    }

    /** A list of values of Java's, such as callbacks: maps, lists, texts, numbers, booleans. */
    public static JsonElement of(@Nullable Object value) {
        return new com.google.gson.GsonBuilder()
                .disableHtmlEscaping()
                .serializeNulls()
                .create()
                .toJsonTree(value);
    }

    /** The list at a field; empty where there is none. */
    static JsonArray list(JsonObject object, String field) {
        return object.has(field) && object.get(field).isJsonArray() ? object.getAsJsonArray(field) : new JsonArray();
    }

    static String text(JsonObject object, String field, String otherwise) {
        return isNull(object.get(field)) ? otherwise : object.get(field).getAsString();
    }

    static boolean isNull(@Nullable JsonElement value) {
        return value == null || value.isJsonNull();
    }

    /** A text for the log: printable, one line, not too long. */
    static String line(@Nullable String text) {
        String line = String.valueOf(text)
                .strip()
                .replaceAll("\\s+", " ")
                .codePoints()
                .limit(LONGEST_TEXT)
                .mapToObj(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                        ? "?"
                        : Character.toString(c))
                .collect(Collectors.joining());
        return line.isEmpty() ? "no reason was given" : line;
    }
}
