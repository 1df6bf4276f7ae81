package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ctrl-C, and a stack that outlives the command that it interrupts. */
@ExtendWith(SharedStack.class)
class InterruptsIT {
    private final Launcher epochal;

    InterruptsIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @Test
    void oneCtrlCCancelsTheRunAndLeavesTheStackUp() throws Exception {
        Launcher.Running train =
                epochal.start("train", "runs/mnist-cnn.yaml", "--set", "data.limit=3000", "--output", "json");
        train.await("Epoch 1/50");
        train.interrupt();

        Launcher.Result cancelled = train.result();
        assertThat(cancelled.exitCode()).as(cancelled.output()).isEqualTo(130);
        JsonNode summary = Wire.JSON.readTree(cancelled.lastLine());
        assertThat(summary.get("status").asText()).isEqualTo("cancelled");
        assertThat(Path.of(summary.get("checkpoint").asText())).isDirectoryContaining("glob:**/manifest.json");
        assertThat(epochal.home()
                        .resolve("s3/epochal/runs")
                        .resolve(summary.get("run").asText())
                        .resolve("names"))
                .isDirectoryContaining("glob:**/cancelled");

        Launcher.Result status = epochal.run("status");
        assertThat(status.exitCode()).as(status.output()).isZero();
        assertThat(status.output()).contains("infrastructure", "callback-service", "trainer-service");
    }
}
