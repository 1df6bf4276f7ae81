package io.epochal.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * When the callbacks want to be asked next, besides the end of a round.
 *
 * @param atStep the step from which on to ask; null for none
 * @param atNonFiniteLoss whether to ask at the first batch whose running loss is NaN or infinite
 */
public record AskNext(@Nullable Long atStep, boolean atNonFiniteLoss) {
    static final AskNext AT_EPOCH_END = new AskNext(null, false);

    static AskNext of(JsonObject ask) {
        JsonElement step = ask.get("at_step");
        return new AskNext(
                JsonValues.isNull(step) ? null : step.getAsLong(),
                ask.has("at_non_finite_loss") && ask.get("at_non_finite_loss").getAsBoolean());
    }

    boolean wants(long step, double runningLoss) {
        return (atStep != null && step >= atStep) || (atNonFiniteLoss && !Double.isFinite(runningLoss));
    }
}
