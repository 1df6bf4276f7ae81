package io.epochal.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.Fields;
import io.epochal.protocol.data.InputFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model of a run spec.
 *
 * @param written as the spec has it, for the next reader
 * @param weights the Keras file with its first weights; null where they are drawn
 */
public record Model(Graph graph, Map<String, Object> written, @Nullable InputFile weights) {
    /** Layers in a row, {@code {name, layers}}, or Keras' own file, {@code {keras, architecture}}. */
    public static Model read(Fields fields) {
        Model model = fields.has("keras") ? keras(fields) : layers(fields);
        fields.end();
        return new Model(model.graph(), fields.values(), model.weights());
    }

    private static Model layers(Fields fields) {
        List<Fields> layers = fields.objects("layers");
        if (layers.isEmpty()) {
            throw fields.missing("layers");
        }
        String name = fields.optionalText("name").orElse("sequential");
        return new Model(GraphReader.layers(name, layers), Map.of(), null);
    }

    /** Whoever submits the run has read the file, and put its architecture beside its name. */
    private static Model keras(Fields fields) {
        InputFile file = InputFile.read(fields, "keras");
        if (!fields.has("architecture")) {
            throw fields.wrong(
                    "keras", "must be a file that the command can read: its architecture is not in the spec");
        }
        Graph graph = GraphReader.keras(fields.object("architecture"));
        return new Model(graph, Map.of(), file.isPinned() ? file : null);
    }

    public String name() {
        return graph.name();
    }

    @JsonValue
    @Override
    public Map<String, Object> written() {
        return written;
    }
}
