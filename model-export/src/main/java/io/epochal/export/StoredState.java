package io.epochal.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.keras.KerasFileException;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint says of its model, besides the tensors.
 *
 * @param inputShapes of one row of each input
 * @param learningRate as it was set last
 * @param preprocessing what was fitted to the training rows; null in checkpoints of earlier versions
 */
public record StoredState(
        RunSpec spec, List<List<Integer>> inputShapes, double learningRate, @Nullable JsonNode preprocessing) {
    /** The part of a checkpoint that holds it. */
    public static final String PART = "state.json";

    /** Reads a checkpoint's; {@link KerasFileException} for one that says nothing of a run. */
    public static StoredState read(Checkpoints checkpoints, Checkpoint checkpoint) throws IOException {
        JsonNode state = json(checkpoints, checkpoint);
        return new StoredState(
                Wire.JSON.treeToValue(state.get("spec"), RunSpec.class),
                shapes(state.get("input_shapes")),
                state.path("learning_rate").asDouble(),
                state.get("preprocessing"));
    }

    /** The run's spec alone, as JSON and so as YAML: it can be trained again as it is. */
    public static byte[] spec(Checkpoints checkpoints, Checkpoint checkpoint) throws IOException {
        JsonNode spec = json(checkpoints, checkpoint).get("spec");
        return Wire.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(spec);
    }

    private static JsonNode json(Checkpoints checkpoints, Checkpoint checkpoint) throws IOException {
        try (InputStream in = checkpoints.open(checkpoint, PART)) {
            JsonNode state = Wire.JSON.readTree(in);
            if (!state.path("spec").isObject()) {
                throw new KerasFileException(checkpoint.key() + "/" + PART, "it has no spec of a run");
            }
            return state;
        }
    }

    /** Earlier versions did not store them, and knew one shape only: that of the data set. */
    private static List<List<Integer>> shapes(@Nullable JsonNode stored) {
        if (stored == null || stored.isNull() || stored.isEmpty()) {
            return List.of(List.of(28, 28, 1));
        }
        List<List<Integer>> shapes = new ArrayList<>();
        for (JsonNode input : stored) {
            List<Integer> shape = new ArrayList<>();
            input.forEach(side -> shape.add(side.asInt()));
            shapes.add(shape);
        }
        return shapes;
    }
}
