package io.epochal.callback.recording.mlflow;

import io.epochal.callback.summary.NamedCheckpoint;
import java.util.Optional;

/**
 * A checkpoint that an MLflow run is to have.
 *
 * @param attempt of the event that says so: MLflow must know of it, since an attempt may get an MLflow run of its own
 * @param name of the checkpoint
 * @param key as the event has it: a name that means another one by now is that one's; empty for whichever has the name
 */
record WantedModel(String run, int attempt, String name, Optional<String> key) {
    /** Where it is among the run's artifacts. */
    String folder() {
        return name.equals(NamedCheckpoint.FINAL) ? ArtifactFolder.MODEL : ArtifactFolder.of(name);
    }

    /** One of these is enough. */
    String place() {
        return run + "/" + name;
    }
}
