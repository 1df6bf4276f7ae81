package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Those arguments of Keras' {@code fit} that a run spec need not have.
 *
 * @param classWeight what a row of each class counts in the loss; rows of other classes count 1; null for none
 * @param stepsPerEpoch batches in an epoch; the next epoch continues where one ends, until the rows are used up. Null for all rows
 * @param validationSteps validate on the first so many batches only; null for all
 * @param validationFreq validate after the epochs that these numbers divide, if it is one, or else after these epochs; from 1
 * @param validationBatchSize rows in a batch of validation; null for batch_size
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FitOptions(
        @Nullable Map<Integer, Double> classWeight,
        @Nullable Integer stepsPerEpoch,
        @Nullable Integer validationSteps,
        @Nullable Object validationFreq,
        @Nullable Integer validationBatchSize) {
    /** Nothing but what Keras does by default. */
    public static final FitOptions NONE = new FitOptions(null, null, null, null, null);

    static FitOptions read(Fields fields) {
        return new FitOptions(
                classWeight(fields),
                optional(fields, "steps_per_epoch"),
                optional(fields, "validation_steps"),
                validationFreq(fields),
                optional(fields, "validation_batch_size"));
    }

    private static @Nullable Integer optional(Fields fields, String key) {
        return fields.has(key) ? fields.requiredInteger(key, 1) : null;
    }

    private static @Nullable Map<Integer, Double> classWeight(Fields fields) {
        if (!fields.has("class_weight")) {
            return null;
        }
        Fields weights = fields.object("class_weight");
        Map<Integer, Double> byClass = new TreeMap<>();
        for (String key : weights.keys()) {
            if (!key.matches("\\d{1,9}")) {
                throw new SpecException(weights.pathOf(key), "must be a class, 0 or more");
            }
            byClass.put(Integer.valueOf(key), weights.numberIn(key, 1, 0, Double.MAX_VALUE));
        }
        if (byClass.isEmpty()) {
            throw fields.wrong("class_weight", "must have a weight for one class at least");
        }
        return byClass;
    }

    private static @Nullable Object validationFreq(Fields fields) {
        Object value = fields.raw("validation_freq");
        if (value == null || (value instanceof Integer every && every > 0)) {
            return value;
        }
        if (value instanceof List<?> epochs
                && !epochs.isEmpty()
                && epochs.stream().allMatch(epoch -> epoch instanceof Integer one && one > 0)) {
            return List.copyOf(epochs);
        }
        throw fields.wrong("validation_freq", "must be a whole number, 1 or more, or a list of them");
    }

    /** Whether there is validation after this epoch; epochs count from 0. As Keras 3.15, trainer.py, {@code _should_eval}. */
    public boolean validatesAfter(int epoch) {
        if (validationFreq instanceof Integer every) {
            return (epoch + 1) % every == 0;
        }
        return !(validationFreq instanceof List<?> epochs) || epochs.contains(epoch + 1);
    }
}
