package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.command.ExitCode;
import io.epochal.protocol.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A user and a program control a run while it is trained. */
@Tag("long")
@ExtendWith(SharedStack.class)
class RequestsIT {
    @TempDir
    private Path folder;

    private final Launcher epochal;

    RequestsIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @Test
    void aUserPausesChangesResumesAndStopsARun() throws Exception {
        Launcher.Running train =
                epochal.start("train", "runs/mnist-cnn.yaml", "--set", "data.limit=20000", "--output", "json");
        train.await("Epoch 1/50");
        String run = train.run();

        String paused = applied("pause", run, "--id", "first");
        // The same request again, and nothing has moved on since.
        assertThat(applied("pause", run, "--id", "first")).isEqualTo(paused);
        assertThat(applied("set", run, "learning_rate=0.0005")).isEqualTo(paused);
        assertThat(epochal.run("set", run, "learning_rate=-1").lines())
                .endsWith(paused.replace("applied", "rejected: a learning rate must be a number, 0 or more"));
        assertThat(epochal.run("set", run, "rate=1").exitCode()).isEqualTo(2);
        assertThat(applied("resume", run)).isEqualTo(paused);
        applied("stop", run);

        Launcher.Result stopped = train.result();
        assertThat(stopped.exitCode()).as(stopped.output()).isZero();
        JsonNode summary = Wire.JSON.readTree(stopped.lastLine());
        assertThat(summary.get("reason").asText()).isEqualTo("stopped by hand");
        assertThat(summary.get("learning_rate").doubleValue()).isEqualTo(0.0005f);
        assertThat(epochal.home().resolve("s3/epochal/runs").resolve(run).resolve("names"))
                .isDirectoryContaining("glob:**/stopped_early");
        Launcher.Result late = epochal.run("pause", run);
        assertThat(late.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(late.errors()).singleElement().asString().startsWith("the run has ended: stopped_early");
    }

    private String applied(String... arguments) throws Exception {
        Launcher.Result result = epochal.run(arguments);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.lastLine();
    }

    @Test
    void aProgramThatReadsTheEventsStopsARun() throws Exception {
        Launcher.Running train =
                epochal.start("train", "runs/mnist-cnn.yaml", "--set", "data.limit=3000", "--output", "json");
        String run = train.run();

        Process subscriber = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dkafka.properties=" + epochal.home().resolve("kafka.properties"),
                        "-Drun=" + run,
                        "-Dthreshold=0.5",
                        "-jar",
                        "../examples/subscriber-java/target/quarkus-app/quarkus-run.jar")
                .redirectOutput(folder.resolve("subscriber.out").toFile())
                .redirectError(folder.resolve("subscriber.err").toFile())
                .start();

        Launcher.Result stopped;
        try {
            stopped = train.result();
            assertThat(subscriber.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            subscriber.destroy();
        }
        assertThat(stopped.exitCode()).as(stopped.output()).isZero();
        JsonNode summary = Wire.JSON.readTree(stopped.lastLine());
        assertThat(summary.get("status").asText()).isEqualTo("stopped_early");
        assertThat(summary.get("reason").asText()).isEqualTo("val_accuracy is above 0.5");
        assertThat(subscriber.exitValue()).isZero();
        assertThat(Files.readAllLines(folder.resolve("subscriber.out")))
                .anyMatch(line -> line.startsWith("epoch 1: val_accuracy "))
                .anyMatch(line -> line.startsWith("stop applied in epoch "))
                .last()
                .asString()
                .startsWith("stopped_early after ");
    }
}
