package io.epochal.callback.recording.mlflow;

import io.epochal.callback.store.CheckpointDoor;
import io.epochal.callback.store.ModelExports;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Uploads the checkpoint {@code best} of a run in a folder, in a process of its own. */
final class UploadingProgram {
    private UploadingProgram() {}

    public static void main(String[] arguments) throws Exception {
        ObjectStore store = new FolderObjectStore(Path.of(arguments[1]));
        String run = arguments[2];
        String key = new Checkpoints(store, run)
                .named("best")
                .orElseThrow()
                .checkpoint()
                .key();
        MlflowSettings settings = new MlflowSettings(
                URI.create(arguments[0]), Optional.empty(), Optional.empty(), "epochal", Duration.ofSeconds(20));
        ModelExports exports = new ModelExports(new CheckpointDoor(Optional.of(() -> store)), 1 << 20, 1 << 20);
        try (ModelArtifacts artifacts = new ModelArtifacts(settings, exports, "epochal", failure -> {
            throw new IllegalStateException(failure.toString());
        })) {
            artifacts.add(new CheckpointSaved(run, 1, 1, MlflowScenarios.at(1), 1, 1, key, List.of("best"), 1));
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!artifacts.write()) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("the upload takes too long");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }
}
