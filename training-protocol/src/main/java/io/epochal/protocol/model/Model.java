package io.epochal.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model of a run spec.
 *
 * @param graph Keras' layers; behind a backbone they are its head, which may have none
 * @param backbone what a batch passes before the layers; null where the layers are the whole model
 * @param written as the spec has it, for the next reader
 * @param weights the Keras file with its first weights; null where they are drawn
 */
public record Model(
        Graph graph, @Nullable Backbone backbone, Map<String, Object> written, @Nullable InputFile weights) {
    /**
     * Layers in a row, {@code {name, layers}}; Keras' own file, {@code {keras, architecture}}; or layers behind what a plug-in makes,
     * {@code {provider, options, name, trainable, layers}}, or behind PyTorch's file, {@code {torchscript, data_format, name, trainable,
     * layers}}.
     */
    public static Model read(Fields fields) {
        Model model = kind(fields);
        fields.end();
        return new Model(model.graph(), model.backbone(), fields.values(), model.weights());
    }

    private static Model kind(Fields fields) {
        if (fields.has("keras")) {
            return keras(fields);
        }
        if (fields.has("torchscript")) {
            return torchScript(fields);
        }
        return fields.has("provider") ? provider(fields) : layers(fields);
    }

    private static Model layers(Fields fields) {
        List<Fields> layers = fields.objects("layers");
        if (layers.isEmpty()) {
            throw fields.missing("layers");
        }
        String name = fields.optionalText("name").orElse("sequential");
        return new Model(GraphReader.layers(name, layers), null, Map.of(), null);
    }

    /** The client that submits the run has read the file and put its architecture beside its name. */
    private static Model keras(Fields fields) {
        InputFile file = InputFile.read(fields, "keras");
        if (!fields.has("architecture")) {
            throw fields.wrong(
                    "keras", "must be a file that the command can read: its architecture is not in the spec");
        }
        Graph graph = GraphReader.keras(fields.object("architecture"));
        return new Model(graph, null, Map.of(), file.isPinned() ? file : null);
    }

    private static Model provider(Fields fields) {
        return behind(ProviderBackbone.read(fields), fields);
    }

    private static Model torchScript(Fields fields) {
        TorchScriptBackbone encoder = TorchScriptBackbone.read(fields);
        Model model = behind(encoder, fields);
        if (!encoder.trainable() && model.graph().layers().isEmpty()) {
            throw fields.wrong("layers", "must have a layer where trainable is false: else there is nothing to train");
        }
        for (GraphLayer layer : model.graph().layers()) {
            if (layer.name().equals(TorchScriptBackbone.NAME)) {
                throw new SpecException(
                        layer.place() + ".name",
                        "must be another one: the weights of the encoder have it",
                        layer.name());
            }
        }
        return model;
    }

    private static Model behind(Backbone backbone, Fields fields) {
        String name = fields.optionalText("name").orElse(backbone.name());
        Graph head = GraphReader.layers(name, fields.objects("layers"));
        if (!head.inputs().isEmpty()) {
            throw fields.wrong("layers", "must begin behind an input: here it is what " + backbone.name() + " gives");
        }
        return new Model(head, backbone, Map.of(), null);
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
