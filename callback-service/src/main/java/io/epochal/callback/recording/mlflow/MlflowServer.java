package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What this recorder asks of MLflow's tracking server, and how its own tags are written. */
final class MlflowServer {
    /** MLflow's {@code error_code} for what it does not have. */
    static final String MISSING = "RESOURCE_DOES_NOT_EXIST";

    static final String RUN = "epochal.run";
    static final String ATTEMPT = "epochal.attempt";
    /** Attempt and sequence of the last event whose points are in the run. */
    static final String POSITION = "epochal.position";
    /** Of a run that was created and does not have yet what it begins with. */
    static final String BEGUN = "begun";

    private static final int POINTS = LoggedBatch.POINTS;

    private final MlflowHttp http;
    private final MlflowSearch search;

    MlflowServer(MlflowSettings settings) {
        this.http = new MlflowHttp(settings);
        this.search = new MlflowSearch(http);
    }

    /** All requests from here on may take so long together. */
    void allow(Duration limit) {
        http.allow(limit);
    }

    /** Files for its artifacts. */
    ArtifactUploads uploads(Duration stall) {
        return new ArtifactUploads(http, stall);
    }

    /** Whether it answers a question that is in its database. */
    boolean answers() throws InterruptedException {
        try {
            var unused = http.post("experiments/search", Map.of("max_results", 1));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@link MlflowSearch#find}. */
    List<MlflowRun> find(String run) throws IOException, InterruptedException {
        return search.find(run);
    }

    /** The id of the experiment with this name, which is created where it is missing. */
    String experiment(String name) throws IOException, InterruptedException {
        try {
            return named(name);
        } catch (MlflowRefusal e) {
            if (!e.is(MISSING)) {
                throw e;
            }
        }
        try {
            return http.post("experiments/create", Map.of("name", name))
                    .path("experiment_id")
                    .asText();
        } catch (MlflowRefusal e) {
            if (e.is("RESOURCE_ALREADY_EXISTS")) {
                return named(name);
            }
            throw e;
        }
    }

    private String named(String name) throws IOException, InterruptedException {
        return http.get("experiments/get-by-name", Map.of("experiment_name", name))
                .path("experiment")
                .path("experiment_id")
                .asText();
    }

    /** Creates a run that is {@link #BEGUN}. */
    MlflowRun create(String experiment, String run, int attempt, long time) throws IOException, InterruptedException {
        JsonNode created = http.post(
                "runs/create",
                Map.of(
                        "experiment_id",
                        experiment,
                        "run_name",
                        run,
                        "start_time",
                        time,
                        "tags",
                        LoggedBatch.json(
                                new TreeMap<>(Map.of(RUN, run, ATTEMPT, String.valueOf(attempt), POSITION, BEGUN)))));
        JsonNode info = created.path("run").path("info");
        return new MlflowRun(
                info.path("run_id").asText(),
                attempt,
                MlflowRun.UNFINISHED,
                info.path("artifact_uri").asText(""));
    }

    /** Writes these, and with the last of them how far the run is written. */
    void log(MlflowRun run, LoggedBatch batch) throws IOException, InterruptedException {
        for (Map<String, Object> request : batch.requests(run)) {
            var unused = http.post("runs/log-batch", request);
        }
    }

    /**
     * The artifact of this name; empty where there is none, or none that is JSON.
     *
     * @throws MlflowRefusal where the server does not serve artifacts
     */
    Optional<JsonNode> artifact(ArtifactPath path) throws IOException, InterruptedException {
        return http.artifact(path);
    }

    /** Writes an artifact, or replaces it. */
    void artifact(ArtifactPath path, JsonNode content) throws IOException, InterruptedException {
        http.artifact(path, content);
    }

    /** Only points, at most {@value #POINTS}; it is not noted how far the run is written. */
    void points(String id, List<LoggedPoint> points) throws IOException, InterruptedException {
        if (!points.isEmpty()) {
            List<Map<String, Object>> values =
                    points.stream().map(LoggedPoint::toJson).toList();
            var unused = http.post("runs/log-batch", Map.of("run_id", id, "metrics", values));
        }
    }

    /** Only tags, which may be written again. */
    void tag(String id, SortedMap<String, String> tags) throws IOException, InterruptedException {
        var unused = http.post("runs/log-batch", Map.of("run_id", id, "tags", LoggedBatch.json(tags)));
    }

    void status(String id, String status) throws IOException, InterruptedException {
        var unused = http.post("runs/update", Map.of("run_id", id, "status", status));
    }

    void end(String id, String status, long time) throws IOException, InterruptedException {
        var unused = http.post("runs/update", Map.of("run_id", id, "status", status, "end_time", time));
    }

    void delete(String id) throws IOException, InterruptedException {
        var unused = http.post("runs/delete", Map.of("run_id", id));
    }

    /** The names of what it has points of. */
    List<String> keys(String id) throws IOException, InterruptedException {
        JsonNode metrics = http.get("runs/get", Map.of("run_id", id))
                .path("run")
                .path("data")
                .path("metrics");
        return StreamSupport.stream(metrics.spliterator(), false)
                .map(one -> one.path("key").asText())
                .toList();
    }

    /** A page of a metric's points: at most {@value #POINTS}. */
    MlflowPoints points(String id, String key, String page) throws IOException, InterruptedException {
        JsonNode answer = http.get(
                "metrics/get-history",
                Map.of("run_id", id, "metric_key", key, "max_results", String.valueOf(POINTS), "page_token", page));
        return new MlflowPoints(
                StreamSupport.stream(answer.path("metrics").spliterator(), false)
                        .map(LoggedPoint::of)
                        .toList(),
                answer.path("next_page_token").asText(""));
    }

    /** @param next the token of the next page; empty behind the last one */
    record MlflowPoints(List<LoggedPoint> points, String next) {}
}
