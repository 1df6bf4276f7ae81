package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The real command with real processes, on few rows: what it writes to Kafka, S3 and the event files. */
@ExtendWith(SharedStack.class)
class TrainsMnistIT {
    private static final String SPEC = "runs/mnist-cnn.yaml";

    private final Launcher stack;

    TrainsMnistIT(Launcher stack) {
        this.stack = stack;
    }

    @Test
    void trainsThroughKafkaS3AndTensorBoardFiles() throws Exception {
        Launcher.Result train =
                stack.run("train", SPEC, "--set", "epochs=2", "--set", "data.limit=3000", "--output", "json");
        assertThat(train.exitCode()).as(train.output()).isZero();
        JsonNode summary = Wire.JSON.readTree(train.lastLine());
        String run = summary.get("run").asText();

        assertThat(summary.get("status").asText()).isEqualTo("completed");
        assertThat(summary.get("epochs_run").intValue()).isEqualTo(2);
        assertThat(summary.get("metrics").fieldNames())
                .toIterable()
                .containsExactly("accuracy", "loss", "val_accuracy", "val_loss");
        assertThat(summary.get("test").get("accuracy").doubleValue()).isGreaterThan(0.7);
        assertThat(Path.of(summary.get("checkpoint").asText()))
                .isDirectoryContaining("glob:**/manifest.json")
                .isDirectoryContaining("glob:**/weights.safetensors")
                .isDirectoryContaining("glob:**/optimizer.safetensors")
                .isDirectoryContaining("glob:**/state.json");
        assertThat(stack.home().resolve("s3/epochal/runs").resolve(run).resolve("names"))
                .isDirectoryContaining("glob:**/best")
                .isDirectoryContaining("glob:**/final");
        assertEventFiles(Path.of(summary.get("tensorboard").asText()));
        assertEvents(run);
    }

    @Test
    void decidesAtBatchesAndWritesWhatKerasWrites() throws Exception {
        String callbacks = "callbacks=[{type: TerminateOnNaN}, {type: BackupAndRestore, backup_dir: backup},"
                + " {type: ModelCheckpoint, filepath: 'b{epoch}-{batch:02d}', save_freq: 7},"
                + " {type: LearningRateScheduler, schedule: {0: 0.001, 1: 0.0005}},"
                + " {type: CSVLogger, filename: log.csv}, {type: TensorBoard}]";
        Launcher.Result train = stack.run(
                "train", SPEC, "--set", "epochs=2", "--set", "data.limit=3000", "--set", callbacks, "--output", "json");
        assertThat(train.exitCode()).as(train.output()).isZero();
        JsonNode summary = Wire.JSON.readTree(train.lastLine());
        String run = summary.get("run").asText();

        assertThat(stack.home().resolve("s3/epochal/runs").resolve(run).resolve("names"))
                .isDirectoryContaining("glob:**/b1-07")
                .isDirectoryContaining("glob:**/b1-14")
                .isDirectoryContaining("glob:**/b2-02")
                .isDirectoryContaining("glob:**/b2-16");
        List<String> rows =
                Files.readAllLines(Path.of(summary.get("tensorboard").asText()).resolve("log.csv"));
        assertThat(rows.get(0)).isEqualTo("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss");
        assertThat(rows.get(1).split(",")[2]).isEqualTo("0.0010000000474974513");
        assertThat(rows.get(2).split(",")[2]).isEqualTo("0.0005000000237487257");
        assertThat(stack.run("runs", "show", run, "--history", "csv").lines())
                .hasSize(3)
                .first()
                .isEqualTo("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss");
    }

    @Test
    void appliesACallbackFromThePluginPath() throws Exception {
        Launcher.Result train = stack.run(
                "train",
                SPEC,
                "--set",
                "data.limit=3000",
                "--set",
                "callbacks=[{type: StopAtValue, monitor: val_accuracy, value: 0.5, times: 2}]",
                "--output",
                "json");

        assertThat(train.exitCode()).as(train.output()).isZero();
        JsonNode summary = Wire.JSON.readTree(train.lastLine());
        assertThat(summary.get("status").asText()).isEqualTo("stopped_early");
        assertThat(summary.get("reason").asText()).isEqualTo("val_accuracy reached 0.5: 2 of 2");
    }

    @Test
    void anInvalidSpecStartsNothing(@TempDir Path home) throws Exception {
        Launcher.Result train = new Launcher(home).run("train", SPEC, "--set", "epochs=none");

        assertThat(train.exitCode()).isEqualTo(2);
        assertThat(train.errors())
                .isEqualTo(List.of("--set epochs: epochs must be a whole number, 1 or more; found \"none\""));
        assertThat(home).isEmptyDirectory();
    }

    private static void assertEventFiles(Path tensorBoard) throws IOException {
        String train = content(tensorBoard.resolve("logs/train"));
        assertThat(train)
                .contains("epoch_loss", "epoch_accuracy", "epoch_learning_rate", "sequential/conv2d/kernel/histogram")
                .contains("sequential/dense_1/bias/histogram", "graph_keras_model");
        assertThat(content(tensorBoard.resolve("logs/validation")))
                .contains("epoch_loss", "evaluation_loss_vs_iterations");
    }

    private static String content(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return Files.readString(files.findFirst().orElseThrow(), StandardCharsets.ISO_8859_1);
        }
    }

    private void assertEvents(String run) throws Exception {
        Launcher.Result events = stack.run("events", run);
        assertThat(events.exitCode()).as(events.output()).isZero();
        List<String> types = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        for (String line : events.lines()) {
            JsonNode event = Wire.JSON.readTree(line);
            types.add(event.get("type").asText());
            sequences.add(event.get("sequence").longValue());
        }
        assertThat(types).startsWith("RunStarted").endsWith("RunEnded");
        assertThat(types).filteredOn("EpochEnded"::equals).hasSize(2);
        assertThat(types).filteredOn("VerdictApplied"::equals).hasSize(3);
        assertThat(types).filteredOn("WeightsSummarized"::equals).hasSize(2);
        assertThat(types).filteredOn("CheckpointSaved"::equals).hasSize(2);
        assertThat(sequences)
                .isEqualTo(
                        Stream.iterate(0L, one -> one + 1).limit(types.size()).toList());
    }
}
