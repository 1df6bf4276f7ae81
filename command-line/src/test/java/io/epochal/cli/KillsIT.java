package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real processes and signals: a run that lost any process of the stack ends with the same bits. */
@Tag("long")
@ExtendWith(SharedStack.class)
class KillsIT {
    private final Launcher epochal;

    KillsIT(Launcher epochal) {
        this.epochal = epochal;
    }

    @Test
    void endsWithTheSameBitsAsWithoutKills() throws Exception {
        JsonNode undisturbed = summary(train().result());

        Launcher.Running killed = train();
        // Epochs of less than a second end before the first checkpoint is stored, on a machine that has other work.
        Launcher.Running saved = epochal.start("events", killed.run(), "--from-beginning", "--type", "CheckpointSaved");
        saved.awaitOutput("CheckpointSaved");
        saved.interrupt();
        signal("KILL", "trainer-service");
        killed.await("attempt 2 resumes in epoch");
        killed.await("Epoch 5/");
        signal("KILL", "callback-service");
        killed.await("Epoch 6/");
        signal("TERM", "trainer-service");
        killed.await("attempt 3 resumes in epoch");
        killed.await("Epoch 7/");
        signal("KILL", "infrastructure");
        assertEqual(summary(killed.result()), undisturbed);
        assertThat(killed.errorsSoFar())
                .contains("trainer-service has died", "callback-service has died", "infrastructure has died");
    }

    private Launcher.Running train() throws IOException {
        return epochal.start(
                "train", "runs/mnist-cnn.yaml", "--set", "data.limit=3000", "--set", "epochs=8", "--output", "json");
    }

    private static JsonNode summary(Launcher.Result result) throws IOException {
        assertThat(result.exitCode()).as(result.output()).isZero();
        return Wire.JSON.readTree(result.lastLine());
    }

    private void assertEqual(JsonNode run, JsonNode undisturbed) throws Exception {
        for (String field : List.of("status", "epochs_run", "metrics", "test", "learning_rate")) {
            assertThat(run.get(field)).as(field).isEqualTo(undisturbed.get(field));
        }
        assertThat(sha256(run)).isEqualTo(sha256(undisturbed));
        assertThat(history(run)).isEqualTo(history(undisturbed));
        assertThat(steps(run)).isEqualTo(steps(undisturbed));
    }

    private static String sha256(JsonNode run) throws Exception {
        Path weights = Path.of(run.get("checkpoint").asText()).resolve("weights.safetensors");
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(weights)));
    }

    private List<String> history(JsonNode run) throws Exception {
        return epochal.run("runs", "show", run.get("run").asText(), "--history", "csv")
                .lines();
    }

    /** What the recorder has written, once each. */
    private static List<Long> steps(JsonNode run) throws IOException {
        EventFile train = EventFile.in(Path.of(run.get("tensorboard").asText()).resolve("logs/train"));
        List<Long> steps = new ArrayList<>(train.steps("epoch_loss"));
        steps.addAll(train.steps("sequential/dense/kernel/histogram"));
        return steps;
    }

    private void signal(String signal, String process) throws IOException, InterruptedException {
        for (JsonNode one : Wire.JSON
                .readTree(epochal.home().resolve("stack.json").toFile())
                .get("processes")) {
            if (one.get("name").asText().equals(process)) {
                int rc = new ProcessBuilder("kill", "-" + signal, one.get("pid").asText())
                        .start()
                        .waitFor();
                assertThat(rc).isZero();
            }
        }
    }
}
