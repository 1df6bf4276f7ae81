package io.epochal.protocol.loss;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What names one of Keras' losses or metrics, with its arguments.
 *
 * @param type as written: a class name such as {@code AUC}, or a name such as {@code mse}
 * @param arguments the object's keys; none where a name stands for itself
 */
public record KerasIdentifier(String type, Form form, Fields arguments) {
    /** How it was written. */
    public enum Form {
        /** A name, as in {@code loss: mse}. */
        NAME,
        /** A class and its arguments. */
        OBJECT,
        /** A function of Keras, as a compiled model stores it. */
        FUNCTION
    }

    /**
     * Reads a name, an object with its {@code type} and arguments, or Keras' own {@code {module, class_name, config,
     * registered_name}}.
     *
     * @param lenient whether keys that are not known are ignored, as in a message of another version
     * @throws SpecException that names the place
     */
    public static KerasIdentifier read(String path, @Nullable Object value, boolean lenient) {
        if (value instanceof String name) {
            return new KerasIdentifier(name, Form.NAME, Fields.of(path, Map.of()));
        }
        if (!(value instanceof Map<?, ?>)) {
            throw new SpecException(path, "must be a name, or an object with its type", value);
        }
        Fields fields = Fields.of(path, value);
        if (fields.has("class_name")) {
            return serialized(lenient ? fields.lenient() : fields);
        }
        fields = lenient ? fields.lenient() : fields;
        return new KerasIdentifier(fields.text("type"), Form.OBJECT, fields);
    }

    /** As serialization_lib.py of Keras 3.15 writes it. */
    private static KerasIdentifier serialized(Fields fields) {
        String className = fields.text("class_name");
        String module = fields.optionalText("module").orElse("keras");
        fields.raw("registered_name");
        fields.raw("build_config");
        if (className.equals("function")) {
            String function = fields.text("config");
            fields.end();
            return new KerasIdentifier(function, Form.FUNCTION, Fields.of(fields.pathOf("config"), Map.of()));
        }
        if (!module.equals("keras") && !module.startsWith("keras.")) {
            throw fields.wrong(
                    "module", "must be one of Keras' own, such as keras.losses: other Python cannot run here");
        }
        Fields arguments = fields.object("config");
        fields.end();
        return new KerasIdentifier(className, Form.OBJECT, arguments);
    }
}
