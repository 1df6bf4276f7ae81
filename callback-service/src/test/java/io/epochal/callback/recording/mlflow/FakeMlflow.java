package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * As much of MLflow's tracking server as the recorder asks, in memory. It appends each point that it is sent, as MLflow's stores in
 * files do, so that a point that is sent twice shows.
 */
public final class FakeMlflow implements AutoCloseable {
    private static final String API = "/api/2.0/mlflow/";

    static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

    public final List<String> asked = new CopyOnWriteArrayList<>();
    /** Each with its method. */
    final List<String> methods = new CopyOnWriteArrayList<>();

    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> artifacts = new LinkedHashMap<>();
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
    private final Map<String, List<JsonNode>> points = new LinkedHashMap<>();
    private final HttpServer server;
    private volatile Mishap before = (path, body) -> null;
    private volatile Mishap after = (path, body) -> null;

    /** What happens in place of an answer; null for nothing. */
    public interface Mishap {
        @Nullable
        Answer at(String path, String body) throws IOException;
    }

    public record Answer(int status, String body) {}

    public FakeMlflow(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** In place of what it would do. */
    public void failBefore(Mishap fault) {
        before = fault;
    }

    /** In place of its answer, when it has done what was asked. */
    void failAfter(Mishap fault) {
        after = fault;
    }

    public void work() {
        before = (path, body) -> null;
        after = (path, body) -> null;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().replace(API, "");
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String body = new String(sent, StandardCharsets.UTF_8);
            asked.add(path);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            methods.add(exchange.getRequestMethod() + " " + path);
            @Nullable Answer answer = before.at(path, body);
            if (answer == null
                    && path.startsWith(ARTIFACTS)
                    && exchange.getRequestMethod().equals("GET")) {
                send(exchange, path);
                return;
            }
            if (answer == null) {
                Answer done = path.startsWith(ARTIFACTS)
                        ? store(path, sent)
                        : done(path, query(exchange.getRequestURI()), body);
                @Nullable Answer fault = after.at(path, body);
                answer = fault == null ? done : fault;
            }
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Answer store(String path, byte[] content) {
        artifacts.put(path, content);
        return new Answer(200, "");
    }

    private synchronized void send(HttpExchange exchange, String path) throws IOException {
        byte[] content = artifacts.get(path);
        byte[] missing = "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"no artifact\"}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = content == null ? missing : content;
        exchange.sendResponseHeaders(content == null ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> all = new TreeMap<>();
        for (String one : String.valueOf(uri.getRawQuery()).split("&", -1)) {
            String[] pair = one.split("=", 2);
            all.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return all;
    }

    private synchronized Answer done(String path, Map<String, String> query, String body) throws IOException {
        JsonNode json = body.isEmpty() ? Wire.JSON.createObjectNode() : Wire.JSON.readTree(body);
        return switch (path) {
            case "experiments/search" -> ok(Map.of("experiments", experimentsAsJson()));
            case "experiments/get-by-name" -> named(query.getOrDefault("experiment_name", ""));
            case "experiments/create" -> {
                String id = String.valueOf(experiments.size() + 1);
                experiments.put(json.path("name").asText(), id);
                yield ok(Map.of("experiment_id", id));
            }
            case "runs/create" -> create(json);
            case "runs/search" -> search(json);
            case "runs/get" -> ok(Map.of("run", shown(query.getOrDefault("run_id", ""))));
            case "runs/log-batch" -> log(json);
            case "runs/update" -> {
                ObjectNode info = (ObjectNode) run(json).get("info");
                info.set("status", json.get("status"));
                yield ok(Map.of("run_info", info));
            }
            case "runs/delete" -> {
                runs.remove(json.path("run_id").asText());
                yield ok(Map.of());
            }
            case "metrics/get-history" -> history(query);
            default -> new Answer(404, "no such page");
        };
    }

    private List<Map<String, String>> experimentsAsJson() {
        return experiments.entrySet().stream()
                .map(one -> Map.of("name", one.getKey(), "experiment_id", one.getValue()))
                .toList();
    }

    private Answer named(String name) throws IOException {
        String id = experiments.get(name);
        return id == null
                ? new Answer(404, "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"no experiment\"}")
                : ok(Map.of("experiment", Map.of("experiment_id", id)));
    }

    private Answer create(JsonNode json) throws IOException {
        String id = "mlflow-" + (asked.size() + 1000);
        ObjectNode run = Wire.JSON.createObjectNode();
        run.putObject("info")
                .put("run_id", id)
                .put("status", "RUNNING")
                .put("run_name", json.path("run_name").asText())
                .put("artifact_uri", "mlflow-artifacts:/1/" + id + "/artifacts")
                .set("experiment_id", json.get("experiment_id"));
        ObjectNode data = run.putObject("data");
        data.putArray("params");
        data.set("tags", json.path("tags").deepCopy());
        runs.put(id, run);
        points.put(id, new ArrayList<>());
        return ok(Map.of("run", run));
    }

    private Answer search(JsonNode json) throws IOException {
        List<String> within = new ArrayList<>();
        json.path("experiment_ids").forEach(id -> within.add(id.asText()));
        String filter = json.path("filter").asText();
        List<JsonNode> found = new ArrayList<>();
        for (String id : runs.keySet()) {
            JsonNode run = shown(id);
            String tag = "tags.\"epochal.run\" = '" + tags(run).get("epochal.run") + "'";
            if (within.contains(run.path("info").path("experiment_id").asText()) && filter.equals(tag)) {
                found.add(run);
            }
        }
        return ok(Map.of("runs", found));
    }

    private Answer log(JsonNode json) throws IOException {
        ObjectNode run = run(json);
        for (String kind : List.of("metrics", "params", "tags")) {
            for (JsonNode one : json.path(kind)) {
                if (!isValid(one.path("key").asText())
                        || one.path("value").asText().length() > 6000) {
                    return new Answer(
                            400, "{\"error_code\": \"INVALID_PARAMETER_VALUE\", \"message\": \"" + kind + "\"}");
                }
            }
        }
        json.path("metrics").forEach(pointsOf(json.path("run_id").asText())::add);
        put((ArrayNode) run.path("data").path("params"), json.path("params"));
        put((ArrayNode) run.path("data").path("tags"), json.path("tags"));
        return ok(Map.of());
    }

    /** As MLflow's own server judges names. */
    private static boolean isValid(String name) {
        return name.length() <= 250
                && name.matches("[\\p{L}\\p{N}_\\-. :/]+")
                && Arrays.stream(name.split("/", -1)).noneMatch(step -> step.matches("\\.{0,2}"));
    }

    private static void put(ArrayNode all, JsonNode some) {
        for (JsonNode one : some) {
            for (int i = all.size() - 1; i >= 0; i--) {
                if (all.get(i).path("key").equals(one.path("key"))) {
                    all.remove(i);
                }
            }
            all.add(one);
        }
    }

    private ObjectNode run(JsonNode json) throws IOException {
        ObjectNode run = runs.get(json.path("run_id").asText());
        if (run == null) {
            throw new IOException("no such run");
        }
        return run;
    }

    private List<JsonNode> pointsOf(String id) {
        return Objects.requireNonNull(points.get(id));
    }

    private JsonNode shown(String id) {
        ObjectNode run = Objects.requireNonNull(runs.get(id)).deepCopy();
        Map<String, JsonNode> latest = new TreeMap<>();
        pointsOf(id).forEach(point -> latest.put(point.path("key").asText(), point));
        latest.values().forEach(((ObjectNode) run.path("data")).putArray("metrics")::add);
        return run;
    }

    /** In pages of two, for who asks for pages. */
    private Answer history(Map<String, String> query) throws IOException {
        List<JsonNode> all = pointsOf(query.getOrDefault("run_id", "")).stream()
                .filter(point -> point.path("key").asText().equals(query.get("metric_key")))
                .toList();
        String token = query.getOrDefault("page_token", "");
        int from = token.isEmpty() ? 0 : Integer.parseInt(token);
        int to = query.containsKey("max_results") ? Math.min(all.size(), from + 2) : all.size();
        return ok(
                Map.of("metrics", all.subList(from, to), "next_page_token", to < all.size() ? String.valueOf(to) : ""));
    }

    static Map<String, String> tags(JsonNode run) {
        Map<String, String> tags = new TreeMap<>();
        run.path("data")
                .path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        return tags;
    }

    private static Answer ok(Map<String, ?> body) throws IOException {
        return new Answer(200, Wire.JSON.writeValueAsString(body));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
