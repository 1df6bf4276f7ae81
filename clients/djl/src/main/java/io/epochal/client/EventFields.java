package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of the events that a trainer says, besides their type and number. */
final class EventFields {
    private EventFields() {}

    static JsonObject heartbeat(RunProgress at) {
        JsonObject fields = new JsonObject();
        fields.addProperty("epoch", at.epoch());
        fields.addProperty("batch", at.batch());
        fields.addProperty("step", at.step());
        return fields;
    }

    static JsonObject batchRecorded(RunProgress at, Map<String, Double> means, double seconds) {
        JsonObject fields = heartbeat(at);
        fields.add("metrics", JsonValues.metrics(means));
        fields.addProperty("seconds", seconds);
        return fields;
    }

    /** @param commands those of the verdict that are obeyed */
    static JsonObject verdictApplied(JsonObject verdict, RunQuestion question, JsonArray commands, double rateBefore) {
        double rate = rateBefore;
        for (JsonElement command : commands) {
            if (TrainerCommand.of(command.getAsJsonObject()) instanceof TrainerCommand.SetLearningRate set) {
                rate = set.value();
            }
        }
        JsonObject fields = new JsonObject();
        fields.add("answers", verdict.get("answers"));
        fields.addProperty("epoch", question.epoch());
        fields.addProperty("step", question.step());
        fields.add("commands", commands);
        fields.add("reasons", JsonValues.list(verdict, "reasons"));
        fields.add("recordings", JsonValues.list(verdict, "recordings"));
        fields.add("learning_rate", JsonValues.number(rate));
        return fields;
    }

    /** @param outcome {@code applied}, or {@code rejected: } and why */
    static JsonObject commandApplied(JsonObject request, RunProgress at, String outcome) {
        JsonObject fields = new JsonObject();
        fields.add("command_id", request.get("command_id"));
        fields.add("command", request.get("command"));
        if (!JsonValues.isNull(request.get("requested_by"))) {
            fields.add("requested_by", request.get("requested_by"));
        }
        fields.addProperty("epoch", at.epoch());
        fields.addProperty("batch", at.batch());
        fields.addProperty("outcome", outcome);
        return fields;
    }

    static JsonObject checkpointSaved(String name, SavedCheckpoint checkpoint, RunProgress at) {
        JsonArray names = new JsonArray();
        names.add(name);
        JsonObject fields = new JsonObject();
        fields.addProperty("epoch", Math.max(0, at.lastTrainedEpoch()));
        fields.addProperty("step", at.step());
        fields.addProperty("key", checkpoint.location().toString());
        fields.add("names", names);
        fields.addProperty("bytes", checkpoint.bytes());
        return fields;
    }

    static JsonObject weightsSummarized(Map<String, float[]> weights, RunProgress at) {
        JsonObject fields = new JsonObject();
        fields.addProperty("epoch", Math.max(0, at.lastTrainedEpoch()));
        fields.addProperty("step", at.step());
        fields.add("histograms", WeightBuckets.histograms(weights));
        return fields;
    }

    static JsonObject trainingEnded(RunEnding ending, RunProgress at) {
        JsonObject fields = ending(ending);
        fields.addProperty("batch", at.batch());
        return fields;
    }

    static JsonObject runEnded(
            RunEnding ending, RunProgress at, Map<String, Double> metrics, Orders orders, @Nullable String checkpoint) {
        JsonObject fields = ending(ending);
        fields.addProperty("epochs_run", at.lastTrainedEpoch() + 1);
        fields.addProperty("restored_epoch", orders.restored());
        fields.add("metrics", JsonValues.metrics(metrics));
        fields.add("test", new JsonObject());
        fields.add("learning_rate", JsonValues.number(orders.learningRate()));
        fields.addProperty("checkpoint", checkpoint);
        return fields;
    }

    private static JsonObject ending(RunEnding ending) {
        JsonObject fields = new JsonObject();
        fields.addProperty("status", ending.status().wireName());
        fields.addProperty("reason", ending.reason());
        return fields;
    }
}
