package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Content;
import io.epochal.protocol.ModelWeights;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parts of a checkpoint, by name. */
final class CheckpointParts {
    static final String OPTIMIZER = "optimizer.safetensors";
    static final String STATE = "state.json";

    private CheckpointParts() {}

    /** The part that holds these weights. */
    static String of(ModelWeights weights) {
        return weights == ModelWeights.AVERAGED ? "averaged.safetensors" : "weights.safetensors";
    }

    /** All that a resumed run needs. */
    static Map<String, Content> whole(Engine.Snapshot copy, boolean averages, SavedState state) throws IOException {
        Map<String, Content> parts = new LinkedHashMap<>(model(copy, ModelWeights.TRAINED, state));
        if (averages) {
            parts.putAll(model(copy, ModelWeights.AVERAGED, state));
        }
        parts.put(OPTIMIZER, copy.optimizer());
        return parts;
    }

    /** Weights, and the state that they belong to. */
    static Map<String, Content> model(Engine.Snapshot copy, ModelWeights weights, SavedState state) throws IOException {
        Map<String, Content> parts = new LinkedHashMap<>();
        parts.put(of(weights), copy.weights(weights));
        parts.put(STATE, Content.of(StateFile.write(state)));
        return parts;
    }
}
