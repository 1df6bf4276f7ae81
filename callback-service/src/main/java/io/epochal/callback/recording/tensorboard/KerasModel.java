package io.epochal.callback.recording.tensorboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.GraphWriter;
import java.util.List;
import java.util.Optional;

/** A model as {@code to_json()} of Keras 3.15 writes it, for TensorBoard's graph page. */
final class KerasModel {
    private KerasModel() {}

    /**
     * @param inputShapes of one row of each input
     * @return empty where the inputs or the layers do not fit such rows: then nothing was trained either
     */
    static Optional<String> json(Graph graph, List<List<Integer>> inputShapes) {
        if (inputShapes.size() != graph.inputCount()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.JSON.writeValueAsString(GraphWriter.keras(GraphShape.of(graph, inputShapes))));
        } catch (SpecException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model that JSON cannot write: " + graph.name(), e);
        }
    }
}
