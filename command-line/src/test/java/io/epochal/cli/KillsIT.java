package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, real signals: a run that lost any process of the stack ends with the same bits. */
class KillsIT {
    @TempDir
    private Path home;

    private Launcher epochal;

    @BeforeEach
    void up() throws Exception {
        epochal = new Launcher(home);
        assertThat(epochal.run("up").exitCode()).isZero();
    }

    @AfterEach
    void down() throws Exception {
        var unused = epochal.run("down");
    }

    @Test
    void endsAsIfNothingHadHappened() throws Exception {
        JsonNode undisturbed = summary(train().result());

        Launcher.Running killed = train();
        await(killed, "Epoch 2/");
        signal("KILL", "trainer-service");
        assertEqual(summary(killed.result()), undisturbed);
        assertThat(killed.errorsSoFar()).contains("trainer-service has died", "attempt 2 goes on in epoch");

        Launcher.Running terminated = train();
        await(terminated, "Epoch 2/");
        signal("TERM", "trainer-service");
        assertEqual(summary(terminated.result()), undisturbed);
        assertThat(terminated.errorsSoFar()).contains("attempt 2 goes on in epoch");

        Launcher.Running deaf = train();
        await(deaf, "Epoch 2/");
        signal("KILL", "callback-service");
        assertEqual(summary(deaf.result()), undisturbed);
        assertThat(deaf.errorsSoFar()).contains("callback-service has died");

        Launcher.Running cutOff = train();
        await(cutOff, "Epoch 2/");
        signal("KILL", "infrastructure");
        assertEqual(summary(cutOff.result()), undisturbed);
        assertThat(cutOff.errorsSoFar()).contains("infrastructure has died");
    }

    private Launcher.Running train() throws IOException {
        return epochal.start(
                "train", "runs/mnist-cnn.yaml", "--set", "data.limit=3000", "--set", "epochs=4", "--output", "json");
    }

    private static void await(Launcher.Running train, String text) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> train.errorsSoFar().contains(text));
    }

    private static JsonNode summary(Launcher.Result result) throws IOException {
        assertThat(result.exitCode()).as(result.everything()).isZero();
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
        for (JsonNode one :
                Wire.JSON.readTree(home.resolve("stack.json").toFile()).get("processes")) {
            if (one.get("name").asText().equals(process)) {
                int rc = new ProcessBuilder("kill", "-" + signal, one.get("pid").asText())
                        .start()
                        .waitFor();
                assertThat(rc).isZero();
            }
        }
    }
}
