package io.epochal.protocol.field;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as {@code keras.saving.serialize_keras_object} writes them. */
public final class KerasObject {
    private KerasObject() {}

    /** @param config the constructor's arguments */
    public static Map<String, @Nullable Object> of(
            String module, String className, Map<String, ? extends @Nullable Object> config) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("module", module);
        object.put("class_name", className);
        object.put("config", config);
        object.put("registered_name", null);
        return object;
    }
}
