package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.io.InputStream;

/** A checkpoint that an attempt resumes from. */
public record ResumedCheckpoint(Checkpoint checkpoint, SavedState saved) {
    /** Reads the state; an end of the run that this request revokes is not part of it. */
    public static ResumedCheckpoint read(Checkpoints checkpoints, Checkpoint checkpoint, RunRequested request)
            throws IOException {
        try (InputStream in = checkpoints.open(checkpoint, CheckpointParts.STATE)) {
            SavedState saved = StateFile.read(in);
            RunRequested.TakenBack revoked = request.takenBack();
            return new ResumedCheckpoint(checkpoint, revoked == null ? saved : saved.revoked(revoked));
        }
    }

    /** Restores every tensor. */
    public void restore(Checkpoints checkpoints, Engine engine) throws IOException {
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
