package io.epochal.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.keras.H5Tensor;
import io.epochal.keras.Safetensors;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model out of a checkpoint, with all that it takes to go on training it.
 *
 * @param inputShapes of one row of each input
 * @param learningRate as it was set last
 * @param weights by their paths in the model, Keras' layout
 * @param optimizer what it remembers: {@code adam/momentum/dense/kernel}; empty where the checkpoint has weights alone
 * @param averages the moving averages of the weights; empty where there are none
 */
public record StoredModel(
        RunSpec spec,
        List<List<Integer>> inputShapes,
        double learningRate,
        Map<String, H5Tensor> weights,
        Map<String, H5Tensor> optimizer,
        Map<String, H5Tensor> averages) {
    private static final String STATE = "state.json";

    /** Reads a named checkpoint. */
    public static StoredModel read(Checkpoints checkpoints, Checkpoints.Named named) throws IOException {
        Checkpoint checkpoint = named.checkpoint();
        JsonNode state;
        try (InputStream in = checkpoints.open(checkpoint, STATE)) {
            state = Wire.JSON.readTree(in);
        }
        RunSpec spec = Wire.JSON.treeToValue(state.get("spec"), RunSpec.class);
        return new StoredModel(
                spec,
                shapes(state.get("input_shapes")),
                state.path("learning_rate").asDouble(),
                tensors(checkpoints, checkpoint, named.weights()),
                optional(checkpoints, checkpoint, "optimizer.safetensors"),
                spec.optimizer().useEma() ? optional(checkpoints, checkpoint, "averaged.safetensors") : Map.of());
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

    private static Map<String, H5Tensor> optional(Checkpoints checkpoints, Checkpoint checkpoint, String part)
            throws IOException {
        return checkpoints.has(checkpoint, part) ? tensors(checkpoints, checkpoint, part) : Map.of();
    }

    private static Map<String, H5Tensor> tensors(Checkpoints checkpoints, Checkpoint checkpoint, String part)
            throws IOException {
        try (InputStream in = new BufferedInputStream(checkpoints.open(checkpoint, part))) {
            return Safetensors.read(checkpoint.key() + "/" + part, in);
        }
    }
}
