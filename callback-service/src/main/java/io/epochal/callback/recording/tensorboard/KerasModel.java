package io.epochal.callback.recording.tensorboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.GraphWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model as {@code to_json()} of Keras 3.15 writes it, for TensorBoard's graph page. */
final class KerasModel {
    private KerasModel() {}

    /**
     * @param inputShape of one row of the first input
     * @return empty where the layers do not fit such rows: then nothing was trained either
     */
    static Optional<String> json(Graph graph, List<Integer> inputShape) {
        try {
            return Optional.of(
                    Wire.JSON.writeValueAsString(GraphWriter.keras(GraphShape.of(graph, inputs(graph, inputShape)))));
        } catch (SpecException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model that JSON cannot write: " + graph.name(), e);
        }
    }

    private static List<List<Integer>> inputs(Graph graph, List<Integer> first) {
        List<List<Integer>> inputs = new ArrayList<>(List.of(first));
        for (int i = 1; i < graph.inputs().size(); i++) {
            List<Integer> shape = new ArrayList<>();
            for (@Nullable Integer side : graph.inputs().get(i).shape()) {
                shape.add(Objects.requireNonNullElse(side, 1));
            }
            inputs.add(shape);
        }
        return inputs;
    }
}
