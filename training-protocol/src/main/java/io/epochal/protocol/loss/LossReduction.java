package io.epochal.protocol.loss;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.field.Fields;
import java.util.Arrays;
import java.util.Locale;

/** How a batch's values become one number. Keras' {@code none} is refused: training needs one number. */
public enum LossReduction {
    SUM_OVER_BATCH_SIZE,
    SUM,
    MEAN,
    MEAN_WITH_SAMPLE_WEIGHT;

    /** In Keras' words. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LossReduction read(Fields fields) {
        if (fields.keys().contains("reduction") && !fields.has("reduction")) {
            throw fields.wrong("reduction", "must be sum_over_batch_size, sum or a mean: training needs one number");
        }
        String[] names = Arrays.stream(values()).map(LossReduction::wireName).toArray(String[]::new);
        String name = fields.oneOf("reduction", SUM_OVER_BATCH_SIZE.wireName(), names);
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
