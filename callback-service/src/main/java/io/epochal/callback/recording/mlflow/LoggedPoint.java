package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One value of a metric.
 *
 * @param timestamp milliseconds since 1970
 * @param step the epoch, from 0; of a batch the number of batches trained
 */
record LoggedPoint(String key, double value, long timestamp, long step) {
    /** As MLflow's JSON has it: what is not finite is a text. */
    Map<String, Object> toJson() {
        Object written = Double.isFinite(value) ? (Object) value : Double.toString(value);
        return Map.of("key", key, "value", written, "timestamp", timestamp, "step", step);
    }

    static LoggedPoint of(JsonNode json) {
        JsonNode value = json.path("value");
        return new LoggedPoint(
                json.path("key").asText(),
                value.isTextual() ? number(value.asText()) : value.asDouble(),
                json.path("timestamp").asLong(),
                json.path("step").asLong());
    }

    private static double number(String text) {
        return switch (text) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }
}
