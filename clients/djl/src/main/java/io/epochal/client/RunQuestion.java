package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;

/**
 * An event that is answered by a verdict: EpochEnded, BatchReached or TrainingEnded.
 *
 * @param epoch the one that it is about, or -1 before the first
 * @param own the fields that only this type has
 */
record RunQuestion(
        String type, int epoch, long step, Map<String, Double> metrics, double learningRate, JsonObject own) {
    /** Its fields, with the callbacks as they stand. */
    JsonObject fields(JsonArray callbacks) {
        JsonObject fields = new JsonObject();
        fields.addProperty("epoch", epoch);
        fields.addProperty("step", step);
        fields.add("metrics", JsonValues.metrics(metrics));
        fields.add("learning_rate", JsonValues.number(learningRate));
        fields.add("callbacks", callbacks);
        own.entrySet().forEach(field -> fields.add(field.getKey(), field.getValue()));
        return fields;
    }
}
