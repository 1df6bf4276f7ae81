package io.epochal.callback.recording.mlflow;

import io.epochal.callback.summary.NamedCheckpoint;
import io.epochal.protocol.EventPosition;
import java.util.Optional;

/**
 * A checkpoint that an MLflow run is to have.
 *
 * @param position of the event that says so: MLflow's run of this run must have come so far, or an attempt could still void it
 * @param name of the checkpoint
 * @param key as the event has it: a name that means another one by now is that one's; empty for whichever has the name
 */
record WantedModel(String run, EventPosition position, String name, Optional<String> key) {
    /** Where it is among the run's artifacts. */
    String folder() {
        return name.equals(NamedCheckpoint.FINAL) ? ArtifactFolder.MODEL : ArtifactFolder.of(name);
    }

    /** One of these is enough. */
    String place() {
        return run + "/" + name;
    }
}
