package io.epochal.callback.api.trainers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

/** A program that trains by the contract of {@code docs/trainers.md}, step by step. */
final class HttpTrainer {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI root;
    private final String attachId = UUID.randomUUID().toString();
    private long sequence;
    private JsonNode callbacks = Wire.JSON.createArrayNode();
    String run;
    int attempt;

    HttpTrainer(URI root, String run) {
        this.root = root;
        this.run = run;
    }

    /** An answer and its status. */
    record Answer(int status, JsonNode json) {
        JsonNode verdict() {
            return json.path("verdict");
        }

        String detail() {
            return json.path("detail").asText();
        }
    }

    /** The body of an attachment, in which the test changes what it is about. */
    ObjectNode attachment(String callbacks) throws IOException {
        return (ObjectNode) Wire.JSON.readTree(
                """
                {"attach_id": "%s", "run": "%s", "trainer": "a test", "capabilities": ["StopTraining", "SetLearningRate",
                 "RestoreWeights"], "params": {"epochs": 10, "metrics": [], "validates": true, "learning_rate": 0.1},
                 "callbacks": %s}"""
                        .formatted(attachId, run, callbacks));
    }

    Answer attach(String callbacks) throws Exception {
        return attach(attachment(callbacks));
    }

    Answer attach(ObjectNode body) throws Exception {
        Answer answer = post("/runs", body.toString());
        if (answer.status() == 201) {
            run = answer.json().get("run").asText();
            attempt = answer.json().get("attempt").asInt();
            sequence = 1;
            callbacks = answer.verdict().get("callbacks");
        }
        return answer;
    }

    /** An epoch's end with this validation loss, and its verdict. */
    Answer epoch(int epoch, double valLoss) throws Exception {
        return report(said(
                "EpochEnded",
                "\"epoch\": " + epoch + ", \"step\": " + (epoch + 1) * 10
                        + ", \"metrics\": {\"loss\": 1.0, \"val_loss\": " + valLoss
                        + "}, \"learning_rate\": 0.1, \"seconds\": 1.5, \"last\": false, \"callbacks\": " + callbacks));
    }

    Answer trainingEnded(int epoch) throws Exception {
        return report(said(
                "TrainingEnded",
                "\"epoch\": " + epoch + ", \"batch\": 9, \"step\": " + (epoch + 1) * 10
                        + ", \"status\": \"stopped_early\", \"reason\": \"stopped\", \"metrics\": {}, \"learning_rate\": 0.1,"
                        + " \"callbacks\": " + callbacks));
    }

    Answer runEnded() throws Exception {
        return report(
                said(
                        "RunEnded",
                        "\"status\": \"stopped_early\", \"reason\": \"stopped\", \"epochs_run\": 3,"
                                + " \"restored_epoch\": null, \"metrics\": {}, \"test\": {}, \"learning_rate\": 0.1, \"checkpoint\": null"));
    }

    /** An event with the next number. */
    String said(String type, String fields) {
        return "{\"type\": \"" + type + "\", \"sequence\": " + sequence++ + ", " + fields + "}";
    }

    Answer report(String... events) throws Exception {
        return say("{\"events\": [" + String.join(", ", events) + "]}");
    }

    Answer say(String body) throws Exception {
        Answer answer = post("/runs/" + run + "/attempts/" + attempt + "/events", body);
        if (answer.verdict().isObject()) {
            callbacks = answer.verdict().get("callbacks");
        }
        return answer;
    }

    JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path)).build();
        return Wire.JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    Answer post(String path, String body) throws Exception {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(root.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), Wire.JSON.readTree(response.body()));
    }
}
