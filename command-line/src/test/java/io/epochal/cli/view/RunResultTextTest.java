package io.epochal.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.Wire;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunResultTextTest {
    @Test
    void isOneJsonObjectOnOneLine() throws Exception {
        String json = summary(RunStatus.STOPPED_EARLY).json();

        assertThat(json).doesNotContain("\n");
        JsonNode read = Wire.JSON.readTree(json);
        assertThat(read.fieldNames())
                .toIterable()
                .containsExactly(
                        "run",
                        "status",
                        "reason",
                        "epochs_run",
                        "best_epoch",
                        "metrics",
                        "test",
                        "learning_rate",
                        "checkpoint",
                        "tensorboard",
                        "events");
        assertThat(read.get("status").textValue()).isEqualTo("stopped_early");
        assertThat(read.get("test").get("accuracy").doubleValue()).isEqualTo(0.9882);
        assertThat(read.get("best_epoch").intValue()).isEqualTo(14);
    }

    @Test
    void namesTheCommandThatOpensEachThing() {
        assertThat(summary(RunStatus.STOPPED_EARLY).text())
                .contains("stopped_early after 20 epochs: enough")
                .contains("accuracy: 0.9882")
                .contains("tensorboard --logdir logs")
                .contains("./epochal events run");
    }

    @Test
    void aCheckpointAtAnyAddressIsShownAsItIs() {
        RunEnded ended = new RunEnded(
                "run",
                1,
                9,
                Instant.EPOCH,
                RunStatus.COMPLETED,
                "enough",
                2,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                "key");

        for (String place : List.of("file:/models/3.keras", "s3://bucket/key", "hf:user/model")) {
            assertThat(new RunResultText(ended, "evaluation", null, place, null).text())
                    .contains("completed after 2 evaluations", "model    " + place);
        }
        assertThat(new RunResultText(ended, "epoch", null, "/data/s3/key", null).text())
                .contains("model    ls /data/s3/key");
    }

    private static RunResultText summary(RunStatus status) {
        Metrics metrics = Metrics.NONE.with("accuracy", 0.9882).with("loss", 0.04);
        RunEnded ended =
                new RunEnded("run", 1, 9, Instant.EPOCH, status, "enough", 20, 14, metrics, metrics, 0.0005, "key");
        return new RunResultText(ended, "epoch", null, "s3/key", "logs");
    }
}
