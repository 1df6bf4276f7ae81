package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;

/**
 * An object with a class and arguments, in either form: {@code {type: l2, l2: 0.01}} as a user writes it, or as Keras writes it,
 * {@code {module, class_name, config, registered_name}}.
 *
 * @param name of the class, as written
 */
record NamedObject(String name, Fields arguments) {
    /**
     * Refuses a class of the user's own, which may have the name of one of Keras': {@code register_keras_serializable} has put its
     * package before it.
     */
    static void requireKeras(Fields fields) {
        if (fields.raw("registered_name") instanceof String name && name.contains(">")) {
            throw fields.wrong("registered_name", "must be one of Keras' own classes: other Python cannot run here");
        }
    }

    static NamedObject of(Fields fields) {
        if (fields.has("class_name")) {
            requireKeras(fields);
            return new NamedObject(fields.text("class_name"), fields.object("config"));
        }
        return new NamedObject(fields.text("type"), fields);
    }
}
