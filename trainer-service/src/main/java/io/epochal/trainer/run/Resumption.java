package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;

/** A checkpoint to go on from. */
record Resumption(Checkpoint checkpoint, TrainingState state) {
    static Resumption of(Checkpoints checkpoints, Checkpoint checkpoint) throws IOException {
        try (InputStream in = checkpoints.open(checkpoint, CheckpointParts.STATE)) {
            return new Resumption(checkpoint, Wire.JSON.readValue(in, TrainingState.class));
        }
    }

    /** As it is to be gone on from by whoever has this request. */
    Resumption after(RunRequested request) {
        RunRequested.TakenBack takenBack = request.takenBack();
        return takenBack == null ? this : new Resumption(checkpoint, state.after(takenBack));
    }

    /** Puts every tensor back. */
    void restore(Checkpoints checkpoints, Engine engine) throws IOException {
        try (InputStream weights = checkpoints.open(checkpoint, CheckpointParts.of(ModelWeights.TRAINED));
                InputStream optimizer = checkpoints.open(checkpoint, CheckpointParts.OPTIMIZER)) {
            engine.restoreWeights(weights);
            engine.restoreOptimizer(optimizer);
        }
        if (engine.averages()) {
            try (InputStream averages = checkpoints.open(checkpoint, CheckpointParts.of(ModelWeights.AVERAGED))) {
                engine.restoreAverages(averages);
            }
        }
    }
}
