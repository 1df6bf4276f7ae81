package io.epochal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.Model;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names and sizes that a run may begin with. */
final class SpecCheck {
    /** The run's id adds the time and a random part. */
    private static final int LONGEST_NAME = 100;

    private static final int MOST_LAYERS = 1000;
    private static final int MOST_BYTES = 640 * 1024;

    private SpecCheck() {}

    static void check(RunSpec spec) {
        Identifier.check("name", spec.name());
        if (spec.name().length() > LONGEST_NAME) {
            throw new SpecException("name", "must have at most " + LONGEST_NAME + " characters", spec.name());
        }
        model(spec.model());
        CallbacksCheck.check("callbacks", spec.callbacks());
        size(spec);
    }

    private static void model(Model model) {
        requireName("model.name", model.name());
        List<GraphLayer> layers = model.graph().layers();
        if (layers.size() > MOST_LAYERS) {
            throw new SpecException("model.layers", "may be at most " + MOST_LAYERS + "; found " + layers.size());
        }
        Set<String> names = new HashSet<>();
        for (Graph.Input input : model.graph().inputs()) {
            requireName("model.layers", input.name());
            requireUnique("model.layers", input.name(), names);
        }
        for (GraphLayer layer : layers) {
            requireName(layer.place() + ".name", layer.name());
            requireUnique(layer.place() + ".name", layer.name(), names);
        }
        GraphShape.check(model.graph());
    }

    private static void requireUnique(String field, String name, Set<String> names) {
        if (!names.add(name)) {
            throw new SpecException(field, "must be unique in the model, as in Keras", name);
        }
    }

    /** Keras refuses a slash too; the others would be unreadable wherever weights are listed. */
    private static void requireName(String field, String name) {
        boolean printable = name.length() <= LONGEST_NAME && Printable.of(name).equals(name);
        if (name.isBlank() || name.contains("/") || !printable) {
            throw new SpecException(
                    field, "must be 1 to " + LONGEST_NAME + " printable characters, none of them '/'", name);
        }
    }

    private static void size(RunSpec spec) {
        try {
            int bytes = Wire.JSON.writeValueAsBytes(spec).length;
            if (bytes > MOST_BYTES) {
                throw new SpecException(
                        "",
                        "may have at most " + MOST_BYTES + " bytes as JSON, since one record carries it; found "
                                + bytes);
            }
        } catch (JsonProcessingException e) {
            throw new SpecException("", "must be JSON: " + e.getOriginalMessage());
        }
    }
}
