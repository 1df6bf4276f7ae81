package io.epochal.callback.recording.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.checkpoints.DenseModel;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to MLflow's own server; skipped where there is none. */
@Tag("slow")
class RealMlflowArtifactsTest extends ModelArtifactScenarios {
    /** 240 MB of weights. */
    private static final int LARGE = 6_000_000;

    @TempDir
    private static Path home;

    private static MlflowProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = new MlflowProcess(home);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    URI address() {
        return server.address();
    }

    @Test
    void aServerThatIsKilledWhileItIsSentAFileHasItWholeAfterwards() throws Exception {
        DenseModel model = new DenseModel(DenseModel.small().spec(), LARGE);
        List<TrainingEvent> events = List.of(MlflowScenarios.started("killed", 1), saved("killed", 1, model, "best"));
        MlflowRecorder recorder = new MlflowRecorder(settings(), failures::add);
        events.forEach(recorder::add);
        await().atMost(LIMIT).until(recorder::write);
        try (ModelArtifacts artifacts = artifacts()) {
            events.forEach(artifacts::add);
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
                boolean done = artifacts.write();
                assertThat(done).as("it is killed before it has all").isFalse();
                return isBeingSent();
            });
            server.close();
            assertThat(artifacts.write()).isFalse();
            server.start();
            await().atMost(MlflowProcess.START).until(artifacts::write);
        }

        assertThat(failures).isEmpty();
        assertThat(Arrays.equals(view().bytes(seen("killed"), "checkpoints/best/model.safetensors"), model.weights(1)))
                .isTrue();
        assertThat(view().runs("killed")).hasSize(1);
    }

    /** MLflow gathers what comes in a folder of temporary files, and moves it when it has all. */
    private static boolean isBeingSent() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.anyMatch(file -> file.endsWith("model.safetensors"));
        }
    }

    @Test
    void aLargeFileNeedsNoMemoryOfItsSize() throws Exception {
        DenseModel model = new DenseModel(DenseModel.small().spec(), LARGE);
        List<TrainingEvent> events = List.of(MlflowScenarios.started("heap", 1), saved("heap", 1, model, "best"));
        MlflowRecorder recorder = new MlflowRecorder(settings(), failures::add);
        events.forEach(recorder::add);
        await().atMost(LIMIT).until(recorder::write);
        Path log = folder.resolve("upload.log");
        Process upload = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UploadingProgram.class.getName(),
                        address().toString(),
                        folder.resolve("s3").toString(),
                        "heap")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(upload.waitFor()).as(Files.readString(log)).isZero();
        assertThat(view().bytes(seen("heap"), "checkpoints/best/model.safetensors"))
                .hasSize(model.weights(1).length);
    }

    @Test
    void kerasOpensWhatMlflowHas() throws Exception {
        assumeThat(python("import keras", home))
                .as("skipped: the python package keras is not installed")
                .isEmpty();
        record(List.of(MlflowScenarios.started("keras", 1), saved("keras", 7, DenseModel.small(), "best")));
        Path file =
                Files.write(folder.resolve("model.keras"), view().bytes(seen("keras"), "checkpoints/best/model.keras"));

        assertThat(python(
                        "import sys, keras; m = keras.models.load_model(sys.argv[1]);"
                                + " print(float(m.weights[0].numpy()[0][0]), m.weights[0].shape)",
                        file))
                .isEqualToIgnoringWhitespace("7.0 (2, 10)");
    }

    private static String python(String script, Path argument) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder("python3", "-c", script, argument.toString());
        command.environment().put("KERAS_BACKEND", "jax");
        Process python;
        try {
            python = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            return "no python3";
        }
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return python.waitFor() == 0 ? output : "failed";
    }
}
