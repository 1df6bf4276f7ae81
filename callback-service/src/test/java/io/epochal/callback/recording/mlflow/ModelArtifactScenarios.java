package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.checkpoints.DenseModel;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.store.CheckpointDoor;
import io.epochal.callback.store.ModelExports;
import io.epochal.checkpoint.FolderObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must be true of uploads whatever server they go to. */
abstract class ModelArtifactScenarios {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long ROOM = 1 << 20;

    @TempDir
    Path folder;

    final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();
    private ObjectStore store;
    private ModelArtifacts artifacts;

    abstract URI address();

    @BeforeEach
    void open() {
        store = new FolderObjectStore(folder.resolve("s3"));
        artifacts = artifacts();
    }

    @AfterEach
    void close() {
        artifacts.close();
    }

    ModelArtifacts artifacts() {
        return new ModelArtifacts(
                settings(),
                new ModelExports(new CheckpointDoor(Optional.of(() -> store)), ROOM, ROOM),
                "epochal",
                failures::add,
                Duration.ofSeconds(30),
                System::nanoTime);
    }

    MlflowSettings settings() {
        return new MlflowSettings(address(), Optional.empty(), Optional.empty(), "epochal", Duration.ofSeconds(20));
    }

    MlflowView view() {
        return new MlflowView(address());
    }

    MlflowView.Seen seen(String run) throws Exception {
        List<MlflowView.Seen> runs = view().runs(run);
        return runs.get(runs.size() - 1);
    }

    /** By both recorders. */
    void record(List<TrainingEvent> events) throws InterruptedException {
        MlflowRecorder recorder = new MlflowRecorder(settings(), failures::add);
        events.forEach(recorder::add);
        await().atMost(LIMIT).until(recorder::write);
        upload(artifacts, events);
    }

    static void upload(ModelArtifacts artifacts, List<TrainingEvent> events) {
        events.forEach(artifacts::add);
        await().atMost(MlflowProcess.START).until(artifacts::write);
    }

    CheckpointSaved saved(String run, long step, DenseModel model, String name) throws IOException {
        String key = model.store(store, run, name, step);
        return new CheckpointSaved(run, 1, step, MlflowScenarios.at(step), (int) step, step, key, List.of(name), 100);
    }

    static RunEnded ended(String run, long sequence, String key) {
        return new RunEnded(
                run,
                1,
                sequence,
                MlflowScenarios.at(90),
                RunStatus.COMPLETED,
                "",
                2,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                key);
    }

    float first(byte[] keras) throws IOException {
        Path file = Files.write(folder.resolve("read.keras"), keras);
        return List.copyOf(KerasFile.read(file, 1 << 24).variables().values())
                .get(0)
                .floats()[0];
    }

    @Test
    void theNewestOfEachNameAndTheFinalModelAreThere() throws Exception {
        DenseModel model = DenseModel.small();
        record(List.of(
                MlflowScenarios.started("up", 1),
                saved("up", 1, model, "best"),
                saved("up", 2, model, "deep/a b"),
                saved("up", 3, model, "best"),
                ended("up", 9, model.store(store, "up", "final", 5))));

        assertThat(failures).isEmpty();
        assertThat(first(view().bytes(seen("up"), "checkpoints/best/model.keras")))
                .isEqualTo(3);
        assertThat(first(view().bytes(seen("up"), ArtifactFolder.of("deep/a b") + "/model.keras")))
                .isEqualTo(2);
        assertThat(first(view().bytes(seen("up"), "model/model.keras"))).isEqualTo(5);
        assertThat(view().artifact(seen("up"), "checkpoints/best/uploaded.json")
                        .path("uri")
                        .asText())
                .startsWith("s3://epochal/runs/up/checkpoints/00003-");
        assertThat(view().artifact(seen("up"), "checkpoints.json")
                        .at("/checkpoints/best/step")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void whatDoesNotFitIntoMemoryGoesAsItIsStored() throws Exception {
        DenseModel model = new DenseModel(DenseModel.small().spec(), 50_000);
        record(List.of(MlflowScenarios.started("large", 1), saved("large", 1, model, "best")));

        assertThat(failures).isEmpty();
        assertThat(view().bytes(seen("large"), "checkpoints/best/model.safetensors"))
                .isEqualTo(model.weights(1));
        assertThat(new String(view().bytes(seen("large"), "checkpoints/best/run.yaml"), StandardCharsets.UTF_8))
                .contains("\"batch_size\"");
        assertThat(view().bytes(seen("large"), "checkpoints/best/model.keras")).isEmpty();
    }

    @Test
    void itWaitsUntilMlflowHasTheRun() throws Exception {
        List<TrainingEvent> events =
                List.of(MlflowScenarios.started("early", 1), saved("early", 1, DenseModel.small(), "best"));
        events.forEach(artifacts::add);
        await().pollDelay(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> !artifacts.write());

        record(events);

        assertThat(failures).isEmpty();
        assertThat(first(view().bytes(seen("early"), "checkpoints/best/model.keras")))
                .isEqualTo(1);
    }

    @Test
    void oneThatIsGoneIsPassedOver() throws Exception {
        CheckpointSaved gone = saved("gone", 1, DenseModel.small(), "best");
        store.delete(store.list(gone.key()));
        record(List.of(MlflowScenarios.started("gone", 1), gone, saved("gone", 2, DenseModel.small(), "last")));

        assertThat(failures).isEmpty();
        assertThat(view().bytes(seen("gone"), "checkpoints/best/model.keras")).isEmpty();
        assertThat(first(view().bytes(seen("gone"), "checkpoints/last/model.keras")))
                .isEqualTo(2);
    }

    @Test
    void oneThatIsNotAsItWasStoredIsReported() throws Exception {
        DenseModel model = new DenseModel(DenseModel.small().spec(), 50_000);
        CheckpointSaved damaged = saved("damaged", 1, model, "best");
        Path weights = folder.resolve("s3").resolve(damaged.key()).resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2]++;
        Files.write(weights, bytes);
        record(List.of(
                MlflowScenarios.started("damaged", 1), damaged, saved("damaged", 2, DenseModel.small(), "last")));

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.recorder()).isEqualTo("mlflow-artifacts");
            assertThat(failure.place()).isEqualTo("checkpoints/best");
            assertThat(failure.reason()).contains("SHA-256");
        });
        assertThat(view().bytes(seen("damaged"), "checkpoints/best/model.safetensors"))
                .isEmpty();
        assertThat(first(view().bytes(seen("damaged"), "checkpoints/last/model.keras")))
                .isEqualTo(2);
    }

    @Test
    void aNewMlflowRunOfAResumedRunHasWhatWasSavedBefore() throws Exception {
        DenseModel model = DenseModel.small();
        record(List.of(
                MlflowScenarios.started("again", 1),
                saved("again", 1, model, "best"),
                MlflowScenarios.epoch("again", 1, 2, 0, Map.of("loss", 1.0)),
                MlflowScenarios.epoch("again", 1, 3, 1, Map.of("loss", 1.0)),
                MlflowScenarios.resumed("again", 2, 1, 2)));

        assertThat(failures).isEmpty();
        assertThat(view().runs("again")).hasSize(2);
        assertThat(first(view().bytes(view().runs("again").get(1), "checkpoints/best/model.keras")))
                .isEqualTo(1);
    }

    @Test
    void anotherProgramsCheckpointsAreLeftWhereTheyAre() throws Exception {
        record(List.of(
                MlflowScenarios.started("attached", 1),
                new CheckpointSaved(
                        "attached", 1, 1, MlflowScenarios.at(1), 0, 1, "file:///etc/passwd", List.of("best"), 1)));

        assertThat(failures).isEmpty();
        assertThat(view().bytes(seen("attached"), "checkpoints/best/model.keras"))
                .isEmpty();
    }
}
