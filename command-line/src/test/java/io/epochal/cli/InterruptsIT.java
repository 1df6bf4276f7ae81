package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.command.ExitCode;
import io.epochal.protocol.Wire;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, and a stack that outlives the command that it interrupts. */
class InterruptsIT {
    @TempDir
    private Path home;

    private Launcher epochal;

    @BeforeEach
    void launcher() throws Exception {
        epochal = Launcher.withSharedLibrary(home);
    }

    @AfterEach
    void takeDown() throws Exception {
        var unused = epochal.run("down");
    }

    @Test
    void oneCtrlCCancelsTheRunAndLeavesTheStackUp() throws Exception {
        assertThat(epochal.run("status").exitCode()).isEqualTo(ExitCode.DOWN);
        Launcher.Result up = epochal.run("up");
        assertThat(up.exitCode()).as(up.output()).isZero();

        Launcher.Running train =
                epochal.start("train", "runs/mnist-cnn.yaml", "--set", "data.limit=3000", "--output", "json");
        train.await("Epoch 1/50");
        train.interrupt();

        Launcher.Result cancelled = train.result();
        assertThat(cancelled.exitCode()).as(cancelled.output()).isEqualTo(130);
        JsonNode summary = Wire.JSON.readTree(cancelled.lastLine());
        assertThat(summary.get("status").asText()).isEqualTo("cancelled");
        assertThat(Path.of(summary.get("checkpoint").asText())).isDirectoryContaining("glob:**/manifest.json");
        assertThat(home.resolve("s3/epochal/runs")
                        .resolve(summary.get("run").asText())
                        .resolve("names"))
                .isDirectoryContaining("glob:**/cancelled");

        Launcher.Result status = epochal.run("status");
        assertThat(status.exitCode()).as(status.output()).isZero();
        assertThat(status.output()).contains("infrastructure", "callback-service", "trainer-service");
        assertThat(epochal.run("down").exitCode()).isZero();
        assertThat(epochal.run("status").exitCode()).isEqualTo(ExitCode.DOWN);
    }
}
