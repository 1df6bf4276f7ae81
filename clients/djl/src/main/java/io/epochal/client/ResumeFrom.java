package io.epochal.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds beside the weights, so that a program can go on from it.
 *
 * @param sequence of the attempt's next event when the checkpoint was taken: what came from there on is void
 * @param batch how many batches of the epoch were trained
 * @param learningRate in effect
 * @param callbacks as they stood; only the service looks into them
 * @param checkpoint where it is; null where the program does not tell
 */
public record ResumeFrom(
        String run,
        int attempt,
        long sequence,
        int epoch,
        int batch,
        long step,
        double learningRate,
        JsonArray callbacks,
        @Nullable URI checkpoint) {
    /** Reads {@link #toJson}. */
    public static ResumeFrom of(JsonObject json) {
        try {
            return new ResumeFrom(
                    json.get("run").getAsString(),
                    json.get("attempt").getAsInt(),
                    json.get("sequence").getAsLong(),
                    json.get("epoch").getAsInt(),
                    json.get("batch").getAsInt(),
                    json.get("step").getAsLong(),
                    JsonValues.read(json.get("learning_rate")),
                    json.getAsJsonArray("callbacks"),
                    null);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("this is no state of a run under the callback service: " + e, e);
        }
    }

    /** For the checkpoint; {@code checkpoint} itself is left out, since files can be moved. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("run", run);
        json.addProperty("attempt", attempt);
        json.addProperty("sequence", sequence);
        json.addProperty("epoch", epoch);
        json.addProperty("batch", batch);
        json.addProperty("step", step);
        json.add("learning_rate", JsonValues.number(learningRate));
        json.add("callbacks", callbacks);
        return json;
    }

    /** The same, at this place. */
    public ResumeFrom at(URI location) {
        return new ResumeFrom(run, attempt, sequence, epoch, batch, step, learningRate, callbacks, location);
    }

    RunProgress reached() {
        return new RunProgress(epoch, batch - 1, step);
    }

    JsonObject request() {
        JsonObject json = toJson();
        json.remove("run");
        json.remove("callbacks");
        json.remove("learning_rate");
        if (checkpoint != null) {
            json.addProperty("checkpoint", checkpoint.toString());
        }
        return json;
    }
}
