package io.epochal.export;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.keras.H5Tensor;
import io.epochal.keras.Safetensors;
import io.epochal.protocol.RunSpec;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

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
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String AVERAGES = "averaged.safetensors";

    /** Reads a named checkpoint. */
    public static StoredModel read(Checkpoints checkpoints, Checkpoints.Named named) throws IOException {
        Checkpoint checkpoint = named.checkpoint();
        StoredState state = StoredState.read(checkpoints, checkpoint);
        boolean averaged = state.spec().optimizer().useEma();
        return new StoredModel(
                state.spec(),
                state.inputShapes(),
                state.learningRate(),
                tensors(checkpoints, checkpoint, named.weights()),
                optional(checkpoints, checkpoint, OPTIMIZER),
                averaged ? optional(checkpoints, checkpoint, AVERAGES) : Map.of());
    }

    /** How many bytes of tensors {@link #read} keeps in memory, and at most those of one piece more. */
    public static long size(Checkpoints checkpoints, Checkpoints.Named named) {
        Checkpoint checkpoint = named.checkpoint();
        return checkpoints.size(checkpoint, named.weights())
                + checkpoints.size(checkpoint, OPTIMIZER)
                + checkpoints.size(checkpoint, AVERAGES);
    }

    private static Map<String, H5Tensor> optional(Checkpoints checkpoints, Checkpoint checkpoint, String part)
            throws IOException {
        return checkpoints.has(checkpoint, part) ? tensors(checkpoints, checkpoint, part) : Map.of();
    }

    private static Map<String, H5Tensor> tensors(Checkpoints checkpoints, Checkpoint checkpoint, String part)
            throws IOException {
        try (InputStream in = new BufferedInputStream(checkpoints.open(checkpoint, part))) {
            return Safetensors.read(checkpoint.key() + "/" + part, in, checkpoints.size(checkpoint, part));
        }
    }
}
