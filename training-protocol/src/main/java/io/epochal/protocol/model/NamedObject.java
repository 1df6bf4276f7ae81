package io.epochal.protocol.model;

import io.epochal.protocol.Fields;

/**
 * An object with a class and arguments, in either form: {@code {type: l2, l2: 0.01}} as a user writes it, or as Keras writes it,
 * {@code {module, class_name, config, registered_name}}.
 *
 * @param name of the class, as written
 */
record NamedObject(String name, Fields arguments) {
    static NamedObject of(Fields fields) {
        if (fields.has("class_name")) {
            return new NamedObject(fields.text("class_name"), fields.object("config"));
        }
        return new NamedObject(fields.text("type"), fields);
    }
}
