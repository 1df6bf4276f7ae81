package io.epochal.protocol.loss;

import io.epochal.protocol.field.KerasNames;
import io.epochal.protocol.field.ProtocolJson;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a record in the form that its reader accepts: an object with Keras' class name and argument names. */
public final class KerasJson {
    private KerasJson() {}

    /** {@code {type: Huber, delta: 0.5}}; what is null is left out. */
    public static Map<String, Object> of(Record values) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", values.getClass().getSimpleName());
        for (RecordComponent component : values.getClass().getRecordComponents()) {
            Object value = value(values, component);
            if (value != null) {
                json.put(
                        KerasNames.snakeCase(component.getName()),
                        ProtocolJson.MAPPER.convertValue(value, Object.class));
            }
        }
        return json;
    }

    private static @Nullable Object value(Record values, RecordComponent component) {
        try {
            return component.getAccessor().invoke(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
