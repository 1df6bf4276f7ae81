package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.KerasObject;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Arguments of a layer that name one of Keras' functions or objects, each by a name or with arguments of its own. */
final class ObjectArguments {
    private ObjectArguments() {}

    /** One of {@code keras.activations} by name, or an activation layer without weights. */
    static ActivationFunction activation(LayerArguments arguments, String key, String fallback) {
        return ActivationArgument.read(arguments, key, identifier(arguments.fields(), key, fallback));
    }

    /** @param fallback the name of the initializer that the layer has without the argument */
    static Initializer initializer(LayerArguments arguments, String key, String fallback) {
        return Objects.requireNonNull(named(arguments, key, fallback, "keras.initializers", Initializer.TABLE));
    }

    static @Nullable Regularizer regularizer(LayerArguments arguments, String key) {
        return named(arguments, key, null, "keras.regularizers", Regularizer.TABLE);
    }

    static @Nullable Constraint constraint(LayerArguments arguments, String key) {
        return named(arguments, key, null, "keras.constraints", Constraint.TABLE);
    }

    private static <T> @Nullable T named(
            LayerArguments arguments,
            String key,
            @Nullable String fallback,
            String module,
            Map<String, Function<Fields, T>> table) {
        if (fallback == null && !arguments.has(key)) {
            arguments.store(key, null);
            return null;
        }
        KerasIdentifier object = identifier(arguments.fields(), key, fallback);
        String name = ClassName.find(table.keySet(), object.name())
                .orElseThrow(() -> unknown(arguments.fields(), key, object.name(), table.keySet()));
        T read = Objects.requireNonNull(table.get(name)).apply(object.arguments());
        // A seed is the run's; the others are what newer versions of Keras write beside it.
        List.of("seed", "input_axes", "output_axes").forEach(object.arguments()::raw);
        object.arguments().ignoreNulls();
        object.arguments().end();
        Map<String, Object> written = object.arguments().values();
        written.remove("type");
        arguments.store(key, KerasObject.of(module, name, written));
        return read;
    }

    private static KerasIdentifier identifier(Fields fields, String key, @Nullable String fallback) {
        Object value = fields.raw(key);
        return KerasIdentifier.read(fields.pathOf(key), value == null ? fallback : value, fields.isLenient());
    }

    private static SpecException unknown(Fields fields, String key, String found, Collection<String> known) {
        return new SpecException(
                fields.pathOf(key), "must be one of " + String.join(", ", known) + Nearest.hint(found, known), found);
    }
}
