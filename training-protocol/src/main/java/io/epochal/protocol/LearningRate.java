package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer's learning rate: a number, or a schedule that sets it before every batch.
 *
 * @param written as the spec has it, for the next reader
 * @param schedule null for a number
 */
public record LearningRate(Object written, @Nullable Schedule schedule) {
    public static LearningRate of(double rate) {
        return new LearningRate(rate, null);
    }

    static LearningRate read(Fields fields, String key) {
        if (fields.raw(key) instanceof Map<?, ?>) {
            Fields object = fields.object(key);
            return new LearningRate(object.values(), Schedule.read(object));
        }
        return of(fields.numberIn(key, 0.001, 0, Double.MAX_VALUE));
    }

    /** Of the first batch. */
    public double initial() {
        return schedule == null ? ((Number) written).doubleValue() : schedule.at(0);
    }

    @JsonValue
    @Override
    public Object written() {
        return written;
    }
}
