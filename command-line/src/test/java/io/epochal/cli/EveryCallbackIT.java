package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example with every callback in one list, including a plug-in, on few rows: the output of each of them. */
@Tag("long")
@ExtendWith(SharedStack.class)
class EveryCallbackIT {
    private static final int EPOCHS = 3;
    /** 2400 rows to train on, in batches of 128. */
    private static final int STEPS = 19;

    @TempDir
    private Path folder;

    private final Launcher epochal;
    private final List<JsonNode> posted = new CopyOnWriteArrayList<>();
    private HttpServer monitor;

    EveryCallbackIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @BeforeEach
    void listen() throws IOException {
        monitor = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        monitor.createContext("/publish/epoch/end/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            posted.add(Wire.JSON.readTree(URLDecoder.decode(body.substring("data=".length()), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        monitor.start();
    }

    @AfterEach
    void stopListening() {
        monitor.stop(0);
    }

    @Test
    void everyCallbackDoesWhatKerasDoes() throws Exception {
        Launcher.Result train = epochal.run(
                "train",
                spec().toString(),
                "--set",
                "epochs=" + EPOCHS,
                "--set",
                "data.limit=3000",
                "--output",
                "json");

        assertThat(train.exitCode()).as(train.output()).isZero();
        JsonNode summary = Wire.JSON.readTree(train.lastLine());
        String run = summary.get("run").asText();
        assertThat(summary.get("epochs_run").intValue()).isEqualTo(EPOCHS);
        Path recorded = Path.of(summary.get("tensorboard").asText());
        List<String> csv = Files.readAllLines(recorded.resolve("training.csv"));
        assertNames(run, csv);
        assertCsv(csv);
        assertTensorBoard(recorded.resolve("logs"), csv);
        assertPosts(csv);
        // Keras' History comes after every callback, so it holds what the CSV file holds.
        assertThat(epochal.run("runs", "show", run, "--history", "csv").lines()).isEqualTo(csv);
        assertExport(run);
    }

    private Path spec() throws IOException {
        String example = Files.readString(Path.of("../runs/mnist-every-callback.yaml"));
        String here = "http://127.0.0.1:" + monitor.getAddress().getPort();
        Path spec = folder.resolve("every.yaml");
        Files.writeString(
                spec,
                example.replace("http://localhost:9000", here)
                                .replace("save_freq: 500", "save_freq: 20")
                                .replace("save_freq: 300", "save_freq: 10")
                        + "  - {type: StopAtValue, monitor: val_accuracy, value: 2.0}\n");
        return spec;
    }

    /** ModelCheckpoint's names, by epoch or batch, filled in as Python does; the two that end a run; and the backup. */
    private void assertNames(String run, List<String> csv) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (var files = Files.list(
                epochal.home().resolve("s3/epochal/runs").resolve(run).resolve("names"))) {
            files.forEach(file -> names.add(file.getFileName().toString().replaceAll("-\\d\\.\\d{3}$", "")));
        }
        assertThat(names)
                .containsExactly(
                        "backup",
                        "best",
                        "epoch-01-batch-010",
                        "epoch-02-batch-001",
                        "epoch-02-batch-011",
                        "epoch-03-batch-002",
                        "epoch-03-batch-012",
                        "final");
        assertThat(csv).hasSize(EPOCHS + 1);
    }

    private static void assertCsv(List<String> csv) {
        assertThat(csv.get(0)).isEqualTo("epoch,accuracy,learning_rate,loss,val_accuracy,val_loss");
        // A warm-up from 0.0002 to 0.001 in three epochs, as float32 in Python's shortest form.
        assertThat(csv.subList(1, csv.size()))
                .extracting(row -> row.split(",")[2])
                .containsExactly("0.00019999999494757503", "0.0004666667082346976", "0.0007333334069699049");
    }

    private static void assertTensorBoard(Path logs, List<String> csv) throws IOException {
        EventFile train = EventFile.in(logs.resolve("train"));
        EventFile validation = EventFile.in(logs.resolve("validation"));
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            String[] row = csv.get(epoch + 1).split(",");
            assertScalar(train, "epoch_accuracy", epoch, row[1]);
            assertScalar(train, "epoch_learning_rate", epoch, row[2]);
            assertScalar(train, "epoch_loss", epoch, row[3]);
            assertScalar(validation, "epoch_accuracy", epoch, row[4]);
            assertScalar(validation, "epoch_loss", epoch, row[5]);
            assertScalar(validation, "evaluation_accuracy_vs_iterations", (epoch + 1) * STEPS, row[4]);
            assertScalar(validation, "evaluation_loss_vs_iterations", (epoch + 1) * STEPS, row[5]);
        }
        assertThat(train.steps("epoch_steps_per_second")).containsExactly(0L, 1L, 2L);
        assertThat(train.steps("batch_loss")).containsExactly(25L, 50L);
        assertThat(train.steps("batch_accuracy")).containsExactly(25L, 50L);
        assertThat(train.steps("batch_steps_per_second")).containsExactly(25L, 50L);
        assertThat(train.steps("keras")).containsExactly(0L);
        assertThat(EventFile.in(logs).steps("_hparams_/session_start_info")).containsExactly(0L);
        for (String weight : List.of("conv2d", "dense", "dense_1")) {
            for (String kind : List.of("kernel", "bias")) {
                String path = "sequential/" + weight + "/" + kind;
                assertThat(train.steps(path + "/histogram")).containsExactly(0L, 1L, 2L);
                assertThat(train.shape(path + "/histogram")).containsExactly(30, 3);
                assertThat(train.steps(path + "/image")).containsExactly(0L, 1L, 2L);
            }
        }
        assertThat(train.plugins())
                .containsEntry("epoch_loss", "scalars 1")
                .containsEntry("sequential/dense/kernel/histogram", "histograms 2")
                .containsEntry("sequential/conv2d/kernel/image", "images 3")
                .containsEntry("keras", "graph_keras_model 0");
        assertThat(train.shape("sequential/conv2d/kernel/image")).containsExactly(5);
        assertThat(train.shape("sequential/dense/kernel/image")).containsExactly(3);
    }

    private static void assertScalar(EventFile file, String tag, long step, String csv) {
        assertThat(file.scalar(tag, step)).as(tag + "@" + step).isEqualTo(Float.parseFloat(csv));
    }

    private void assertPosts(List<String> csv) {
        assertThat(posted).hasSize(EPOCHS);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            assertThat(posted.get(epoch).get("epoch").intValue()).isEqualTo(epoch);
            assertThat(posted.get(epoch).get("val_loss").doubleValue())
                    .isEqualTo(Double.parseDouble(csv.get(epoch + 1).split(",")[5]), offset(0.0));
        }
    }

    /** The export is a readable safetensors file; {@code best} has the averaged weights and no optimizer. */
    private void assertExport(String run) throws Exception {
        Path to = folder.resolve("export");
        Launcher.Result export = epochal.run("runs", "export", run, "--checkpoint", "best", "--to", to.toString());
        assertThat(export.exitCode()).as(export.output()).isZero();
        assertThat(Files.readString(to.resolve("model.safetensors"), StandardCharsets.ISO_8859_1))
                .contains("\"conv2d/kernel\"", "[3,3,1,32]");
        assertThat(Wire.JSON
                        .readTree(to.resolve("run.yaml").toFile())
                        .get("epochs")
                        .intValue())
                .isEqualTo(EPOCHS);

        Launcher.Result none = epochal.run("runs", "export", run, "--checkpoint", "bst", "--to", to.toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.errors()).singleElement().asString().contains("has no checkpoint bst; it has: backup, best");
    }
}
