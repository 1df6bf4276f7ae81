package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a user sees in MLflow, of a server of any kind. */
public record MlflowView(URI server) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** One MLflow run. */
    public record Seen(
            String id,
            String name,
            String status,
            String experiment,
            Map<String, String> params,
            Map<String, String> tags) {}

    /** All of a run's MLflow runs, the oldest attempt first. */
    public List<Seen> runs(String run) throws IOException, InterruptedException {
        List<String> experiments = new ArrayList<>();
        Map<String, String> names = new TreeMap<>();
        for (JsonNode one :
                post("experiments/search", Map.of("max_results", 100)).path("experiments")) {
            experiments.add(one.path("experiment_id").asText());
            names.put(one.path("experiment_id").asText(), one.path("name").asText());
        }
        String filter = "tags.\"epochal.run\" = '" + run + "'";
        List<Seen> seen = new ArrayList<>();
        for (JsonNode one : post("runs/search", Map.of("experiment_ids", experiments, "filter", filter))
                .path("runs")) {
            JsonNode info = one.path("info");
            seen.add(new Seen(
                    info.path("run_id").asText(),
                    info.path("run_name").asText(),
                    info.path("status").asText(),
                    names.getOrDefault(info.path("experiment_id").asText(), ""),
                    pairs(one.path("data").path("params")),
                    pairs(one.path("data").path("tags"))));
        }
        seen.sort((one, other) -> one.tags()
                .getOrDefault("epochal.attempt", "")
                .compareTo(other.tags().getOrDefault("epochal.attempt", "")));
        return seen;
    }

    /** A metric's points as {@code step=value}. */
    public List<String> points(Seen run, String key) throws IOException, InterruptedException {
        List<String> points = new ArrayList<>();
        String page = "";
        do {
            JsonNode answer =
                    get("metrics/get-history?run_id=" + run.id() + "&metric_key=" + key + "&page_token=" + page);
            answer.path("metrics")
                    .forEach(one -> points.add(
                            one.path("step").asText() + "=" + one.path("value").asText()));
            page = answer.path("next_page_token").asText("");
        } while (!page.isEmpty());
        return points;
    }

    /** Of a run the file of this name, as its server serves it; an empty object where there is none. */
    public JsonNode artifact(Seen run, String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = file(run, name);
        return answer.statusCode() == 200 ? Wire.JSON.readTree(answer.body()) : Wire.JSON.createObjectNode();
    }

    /** The bytes of such a file; none where there is none. */
    public byte[] bytes(Seen run, String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = file(run, name);
        return answer.statusCode() == 200 ? answer.body() : new byte[0];
    }

    private HttpResponse<byte[]> file(Seen run, String name) throws IOException, InterruptedException {
        String uri =
                get("runs/get?run_id=" + run.id()).at("/run/info/artifact_uri").asText();
        URI file = URI.create(server + "/api/2.0/mlflow-artifacts/artifacts/"
                + uri.replaceFirst("mlflow-artifacts:/", "") + "/" + name);
        return CLIENT.send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Map<String, String> pairs(JsonNode all) {
        Map<String, String> pairs = new TreeMap<>();
        all.forEach(one -> pairs.put(one.path("key").asText(), one.path("value").asText()));
        return pairs;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Wire.JSON.writeValueAsBytes(body)))
                .build());
    }

    private URI uri(String path) {
        return URI.create(server + "/api/2.0/mlflow/" + path);
    }

    private static JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + ": " + answer.statusCode());
        }
        return Wire.JSON.readTree(answer.body());
    }
}
