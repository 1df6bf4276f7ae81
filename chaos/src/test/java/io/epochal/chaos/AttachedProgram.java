package io.epochal.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.protocol.Wire;
import io.epochal.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A program that trains by the contract of {@code docs/trainers.md}: it sends the same call again until it is answered, to any service
 * that listens. Its metrics are random, and the same for the same seed.
 */
final class AttachedProgram {
    static final String CALLBACKS =
            """
            [{"type": "EarlyStopping", "patience": 12, "restore_best_weights": true},
             {"type": "ReduceLROnPlateau", "patience": 2, "factor": 0.5},
             {"type": "ModelCheckpoint", "filepath": "e{epoch:03d}", "save_best_only": true}]""";

    private static final Duration GIVE_UP = Duration.ofMinutes(3);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ProxiedStack stack;
    private final Random random;
    private final boolean cutsLines;
    private final String run;
    private final List<JsonNode> verdicts = new ArrayList<>();
    private long sequence = 1;

    /** @param cutsLines whether it loses the line in one of three calls, after it has sent it */
    AttachedProgram(ProxiedStack stack, String run, int seed, boolean cutsLines) {
        this.stack = stack;
        this.run = run;
        this.random = new Random(seed);
        this.cutsLines = cutsLines;
    }

    /** The validation loss of each epoch of such a program. */
    static double[] losses(int seed) {
        return new Random(seed).doubles(60, 0.1, 1).toArray();
    }

    /** Trains until a verdict stops it, and returns all verdicts. */
    List<JsonNode> train(int seed) throws Exception {
        ObjectNode attachment = (ObjectNode) Wire.JSON.readTree(
                """
                {"attach_id": "%s", "run": "%s", "trainer": "chaos", "params": {"metrics": [], "validates": true, "learning_rate": 0.1},
                 "capabilities": ["StopTraining", "RestoreWeights", "SetLearningRate", "SaveCheckpoint"], "callbacks": %s}"""
                        .formatted(UUID.randomUUID(), run, CALLBACKS));
        verdicts.add(call("/runs", attachment).get("verdict"));
        double[] losses = losses(seed);
        int epoch = 0;
        while (epoch < losses.length && !stops(last())) {
            say(epoch - 1, epochEnded(epoch, losses[epoch]));
            epoch++;
            // So that faults fall between and into calls.
            TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
        }
        say(epoch - 1, trainingEnded(epoch - 1));
        say(epoch - 1, runEnded(epoch));
        return verdicts;
    }

    private JsonNode last() {
        return verdicts.get(verdicts.size() - 1);
    }

    private static boolean stops(JsonNode verdict) {
        return verdict.get("commands").findValuesAsText("type").contains("StopTraining");
    }

    private void say(int epoch, ObjectNode event) throws Exception {
        ObjectNode applied = event("VerdictApplied").put("epoch", epoch).put("step", (epoch + 1) * 10);
        for (String field : List.of("answers", "commands", "reasons", "recordings")) {
            applied.set(field, last().get(field));
        }
        applied.put("learning_rate", 0.1).put("sequence", sequence++);
        event.put("sequence", sequence++);
        ObjectNode body = Wire.JSON.createObjectNode();
        ArrayNode events = body.putArray("events");
        events.add(applied).add(event);
        JsonNode verdict = call("/runs/" + run + "/attempts/1/events", body).path("verdict");
        if (verdict.isObject()) {
            verdicts.add(verdict);
        }
    }

    private static ObjectNode event(String type) {
        return Wire.JSON.createObjectNode().put("type", type);
    }

    private ObjectNode epochEnded(int epoch, double loss) {
        ObjectNode event = event("EpochEnded").put("epoch", epoch).put("step", (epoch + 1) * 10);
        event.putObject("metrics").put("loss", loss).put("val_loss", loss);
        event.set("callbacks", last().get("callbacks"));
        return event.put("learning_rate", 0.1).put("seconds", 1).put("last", false);
    }

    private ObjectNode trainingEnded(int epoch) {
        ObjectNode event =
                event("TrainingEnded").put("epoch", epoch).put("batch", 9).put("step", (epoch + 1) * 10);
        event.putObject("metrics");
        event.set("callbacks", last().get("callbacks"));
        return event.put("status", "stopped_early").put("reason", "stopped").put("learning_rate", 0.1);
    }

    private static ObjectNode runEnded(int epochs) {
        ObjectNode event = event("RunEnded").put("status", "stopped_early").put("reason", "stopped");
        event.putObject("metrics");
        event.putObject("test");
        return event.put("epochs_run", epochs).put("learning_rate", 0.1);
    }

    private String token() throws IOException {
        return LocalStack.token(stack.home()).orElseThrow(() -> new IOException("no service has made a token yet"));
    }

    /** The answer to the first try that has one. */
    private JsonNode call(String path, ObjectNode body) throws Exception {
        long deadline = System.nanoTime() + GIVE_UP.toNanos();
        String seen = "no service listens";
        while (System.nanoTime() < deadline) {
            List<URI> roots = stack.rest();
            if (!roots.isEmpty()) {
                URI root = roots.get(random.nextInt(roots.size()));
                Duration patience = cutsLines && random.nextInt(3) == 0 ? Duration.ofMillis(5) : Duration.ofSeconds(25);
                try {
                    HttpResponse<String> answer = http.send(
                            HttpRequest.newBuilder(root.resolve(path))
                                    .timeout(patience)
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", "Bearer " + token())
                                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() < 300) {
                        return Wire.JSON.readTree(answer.body());
                    }
                    seen = answer.statusCode() + " " + answer.body();
                    if (answer.statusCode() != 503) {
                        throw new AssertionError(path + ": " + seen);
                    }
                } catch (IOException e) {
                    seen = e.toString();
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError(path + " is not answered; last: " + seen);
    }
}
