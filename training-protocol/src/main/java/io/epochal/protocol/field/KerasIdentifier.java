package io.epochal.protocol.field;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What names one of Keras' classes or functions, with its arguments, in each form in which a user or Keras writes it.
 *
 * @param name as written: a class name such as {@code AUC}, or a name such as {@code mse}
 * @param arguments the object's keys; none where a name stands for itself
 */
public record KerasIdentifier(String name, Form form, Fields arguments) {
    /** What serialization_lib.py, functional.py and sequential.py of Keras 3.15 write beside class_name and config. */
    private static final List<String> BESIDE =
            List.of("build_config", "compile_config", "shared_object_id", "name", "inbound_nodes");

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
     * Reads a name, or an object as {@link #of} does.
     *
     * @param lenient whether keys that are not known are ignored, as in a message of another version
     * @throws SpecException that names the place
     */
    public static KerasIdentifier read(String path, @Nullable Object value, boolean lenient) {
        if (value instanceof String name) {
            return named(path, name);
        }
        if (!(value instanceof Map<?, ?>)) {
            throw new SpecException(path, "must be a name, or an object with its type", value);
        }
        Fields fields = Fields.of(path, value);
        return of(lenient ? fields.lenient() : fields);
    }

    /** A name that stands for itself, without arguments. */
    public static KerasIdentifier named(String path, String name) {
        return new KerasIdentifier(name, Form.NAME, Fields.of(path, Map.of()));
    }

    /**
     * Reads {@code {type: Huber, delta: 0.5}} as a user writes it, or {@code {module, class_name, config, registered_name}} as Keras
     * does. Refuses a class of the user's own, which may have the name of one of Keras'.
     */
    public static KerasIdentifier of(Fields fields) {
        if (!fields.has("class_name")) {
            return new KerasIdentifier(fields.text("type"), Form.OBJECT, fields);
        }
        String className = fields.text("class_name");
        KerasIdentifier identifier = className.equals("function") ? function(fields) : object(fields, className);
        BESIDE.forEach(fields::raw);
        fields.end();
        return identifier;
    }

    /** Its module is Python's {@code builtins}; only its name says which it is. */
    private static KerasIdentifier function(Fields fields) {
        fields.raw("module");
        fields.raw("registered_name");
        return new KerasIdentifier(fields.text("config"), Form.FUNCTION, Fields.of(fields.pathOf("config"), Map.of()));
    }

    private static KerasIdentifier object(Fields fields, String className) {
        requireKeras(fields);
        return new KerasIdentifier(className, Form.OBJECT, fields.object("config"));
    }

    /** {@code register_keras_serializable} puts its package before the name; any other class has its own module. */
    public static void requireKeras(Fields fields) {
        if (fields.raw("registered_name") instanceof String name && name.contains(">")) {
            throw fields.wrong("registered_name", "must be one of Keras' own classes: other Python cannot run here");
        }
        String module = fields.optionalText("module").orElse("keras");
        if (!module.equals("keras") && !module.startsWith("keras.")) {
            throw fields.wrong(
                    "module", "must be one of Keras' own, such as keras.layers: other Python cannot run here");
        }
    }
}
