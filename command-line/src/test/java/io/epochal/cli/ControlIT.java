package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.command.ExitCode;
import io.epochal.protocol.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Users watch a run, change it, cancel it, resume it, and start another one with its weights. */
@Tag("long")
@ExtendWith(SharedStack.class)
class ControlIT {
    private static final String SPEC = "runs/mnist-cnn.yaml";

    @TempDir
    private Path folder;

    private final Launcher epochal;

    ControlIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @Test
    void usersControlARunFromItsFirstBatchToTheNextRunsWeights() throws Exception {
        Launcher.Running train = epochal.start(
                "train",
                SPEC,
                "--set",
                "data.limit=1000",
                "--set",
                "epochs=900",
                "--set",
                "callbacks[0].patience=800",
                "--output",
                "json");
        train.await("Epoch 2/");
        String run = train.run();

        changesItsCallbacks(run);
        watchesAndStopsFollowing(run);
        cancels(run, train);
        resumes(run);
        startsWithItsWeights(run);
    }

    private void changesItsCallbacks(String run) throws Exception {
        Path file = Files.writeString(
                folder.resolve("callbacks.yaml"),
                """
                - {type: TensorBoard}
                - {type: EarlyStopping, monitor: val_loss, min_delta: 100, patience: 700, restore_best_weights: true}
                """);
        Launcher.Result first = epochal.run("set", run, "callbacks=" + file, "--id", "other");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.lines().get(0)).isEqualTo("accepted, id other");
        assertThat(first.lastLine()).startsWith("applied in epoch ");
        // The same id again is the same request: once applied, at that batch.
        assertThat(epochal.run("set", run, "callbacks=" + file, "--id", "other").lines())
                .isEqualTo(first.lines());
        Files.writeString(file, "- {type: EarlyStopping, patince: 3}");
        Launcher.Result wrong = epochal.run("set", run, "callbacks=" + file);
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.errors()).singleElement().asString().contains(":1: callbacks[0].patince is not known here");
        assertThat(epochal.run("set", "nobody", "learning_rate=1").errors())
                .containsExactly("there is no run nobody; ./epochal runs lists all runs");
    }

    private void watchesAndStopsFollowing(String run) throws Exception {
        Launcher.Running watch = epochal.start("watch", run, "--output", "json");
        watch.await("of 700");
        assertThat(watch.errorsSoFar()).contains("Epoch 1/900", "set callbacks=TensorBoard,EarlyStopping: applied in");
        watch.interrupt();
        Launcher.Result left = watch.result();
        assertThat(left.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(left.errors().get(left.errors().size() - 1)).contains("stopped following; the run continues");
        JsonNode listed = listed();
        assertThat(listed.get("run").asText()).isEqualTo(run);
        assertThat(listed.get("status").asText()).isEqualTo("running");
    }

    private void cancels(String run, Launcher.Running train) throws Exception {
        Launcher.Result cancel = epochal.run("cancel", run);
        assertThat(cancel.exitCode()).as(cancel.output()).isZero();
        assertThat(cancel.lastLine()).matches("saved cancelled: runs/" + run + "/checkpoints/.*-b-1");
        assertThat(train.result().exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    }

    private void resumes(String run) throws Exception {
        Launcher.Running resumed = epochal.start("train", "--resume", run, "--output", "json");
        resumed.await("attempt 2 resumes in epoch");
        assertThat(epochal.run("pause", run).exitCode()).isZero();
        assertThat(listed().get("status").asText()).isEqualTo("paused");
        assertThat(epochal.run("resume", run).exitCode()).isZero();
        Launcher.Result stop = epochal.run("stop", run);
        assertThat(stop.lastLine()).matches("saved stopped_early: runs/" + run + "/checkpoints/.*-b-2");

        Launcher.Result ended = resumed.result();
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).doesNotContain("Epoch 1/900");
        JsonNode summary = Wire.JSON.readTree(ended.lastLine());
        assertThat(summary.get("status").asText()).isEqualTo("stopped_early");
        // No epoch is missing and none is there twice: the recorder took part in all of it.
        EventFile train =
                EventFile.in(Path.of(summary.get("tensorboard").asText()).resolve("logs/train"));
        assertThat(train.steps("epoch_loss"))
                .isEqualTo(LongStream.range(0, summary.get("epochs_run").longValue())
                        .boxed()
                        .toList());

        assertThat(epochal.run("runs", "show", run).output())
                .contains(
                        "stopped_early, ",
                        "resumed in epoch ",
                        "set callbacks=TensorBoard,EarlyStopping",
                        "callback  EarlyStopping(",
                        "patience=700",
                        "cancelled ");
        Launcher.Result watch = epochal.run("watch", run, "--output", "json");
        assertThat(watch.exitCode()).isZero();
        assertThat(watch.lastLine()).isEqualTo(ended.lastLine());
        Launcher.Result over = epochal.run("train", "--resume", run);
        assertThat(over.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(over.errors()).singleElement().asString().contains("nothing is left to train", "--from " + run);
    }

    private void startsWithItsWeights(String run) throws Exception {
        Launcher.Result started =
                train("--from", run + ":cancelled", "--set", "epochs=1", "--set", "optimizer.learning_rate=0");
        assertThat(started.exitCode()).as(started.output()).isZero();
        JsonNode summary = Wire.JSON.readTree(started.lastLine());
        assertThat(exported(summary.get("run").asText(), "final")).isEqualTo(exported(run, "./cancelled"));

        Launcher.Result narrower = train("--from", run, "--set", "model.layers[4].units=7");
        assertThat(narrower.exitCode()).as(narrower.output()).isEqualTo(ExitCode.FAILED);
        assertThat(Wire.JSON.readTree(narrower.lastLine()).get("reason").asText())
                .contains("cannot begin with the weights of " + run, "this model's is");
        assertThat(train("--from", run + ":nobody").errors())
                .singleElement()
                .asString()
                .contains(run + " has no checkpoint nobody; it has: ", "cancelled");
    }

    private Launcher.Result train(String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("train", SPEC, "--set", "data.limit=1000", "--output", "json"));
        arguments.addAll(List.of(more));
        return epochal.run(arguments.toArray(String[]::new));
    }

    private byte[] exported(String run, String name) throws Exception {
        Path to = folder.resolve("exported-" + run + name);
        Launcher.Result result = epochal.run("runs", "export", run, "--checkpoint", name, "--to", to.toString());
        assertThat(result.exitCode()).as(result.output()).isZero();
        return Files.readAllBytes(to.resolve("model.safetensors"));
    }

    /** The newest run. */
    private JsonNode listed() throws Exception {
        return Wire.JSON.readTree(
                epochal.run("runs", "--output", "json").lines().get(0));
    }
}
