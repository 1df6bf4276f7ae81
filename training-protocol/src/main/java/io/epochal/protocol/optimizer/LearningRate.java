package io.epochal.protocol.optimizer;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
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

    /** Reads a number of 0 or more, a schedule, or Keras' own {@code {class_name, config}} of one. */
    public static LearningRate read(Fields fields, String key, double fallback) {
        if (fields.raw(key) instanceof Map<?, ?>) {
            Fields object = fields.object(key);
            Fields written = object.has("class_name") ? ofKeras(object) : object;
            Schedule schedule = Schedule.read(written);
            return new LearningRate(written.values(), schedule);
        }
        return of(fields.numberIn(key, fallback, 0, Double.MAX_VALUE));
    }

    private static Fields ofKeras(Fields object) {
        KerasIdentifier identifier = KerasIdentifier.of(object);
        Map<String, Object> schedule = identifier.arguments().values();
        schedule.put("type", identifier.name());
        return Fields.of(identifier.arguments().path(), schedule);
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
