package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Requests to MLflow's REST API and their answers, of bounded size and in bounded time. For one thread. */
final class MlflowHttp {
    private static final String API = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
    private static final int MISSING = 404;
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final int LONGEST_REASON = 600;
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    /** Their sender must change something; every other failure may pass. A 404 is one of these where it is MLflow's own. */
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 409, 413, 422);

    private final MlflowSettings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private long deadline = System.nanoTime();

    MlflowHttp(MlflowSettings settings) {
        this.settings = settings;
    }

    /** All requests from here on may take so long together. */
    void allow(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    JsonNode get(String path, Map<String, String> query) throws IOException, InterruptedException {
        String asked = query.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
        return send(path, request(path + asked).GET().build());
    }

    JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        byte[] json = Wire.JSON.writeValueAsBytes(body);
        return send(
                path,
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                        .build());
    }

    /**
     * An artifact that the server serves.
     *
     * @return empty where there is none, or none that is JSON
     */
    Optional<JsonNode> artifact(ArtifactPath path) throws IOException, InterruptedException {
        HttpRequest asked = artifactRequest(path).GET().build();
        HttpResponse<byte[]> answer = exchange(path.text(), asked);
        if (answer.statusCode() == MISSING) {
            return Optional.empty();
        }
        check(path, answer);
        return Optional.of(json(answer.body()));
    }

    /** Writes an artifact that the server serves, or replaces it. */
    void artifact(ArtifactPath path, JsonNode content) throws IOException, InterruptedException {
        HttpRequest asked = artifactRequest(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(Wire.JSON.writeValueAsBytes(content)))
                .build();
        check(path, exchange(path.text(), asked));
    }

    /** Whatever it says: the store behind it may be away for as long as it likes, and metrics do not wait for that. */
    private static void check(ArtifactPath path, HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            JsonNode body = json(answer.body());
            String said = path.text() + ": status " + answer.statusCode() + " "
                    + body.path("message").asText("");
            throw new MlflowRefusal(
                    body.path("error_code").asText(""),
                    Printable.of(said, LONGEST_REASON).strip());
        }
    }

    /** For an artifact that the server serves. */
    HttpRequest.Builder artifactRequest(ArtifactPath path) {
        return builder(ARTIFACTS + path.text());
    }

    /** Without a limit of time. */
    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        return client.sendAsync(request, head -> new BoundedBody(MOST_BYTES));
    }

    private HttpRequest.Builder request(String path) {
        return builder(API + path);
    }

    private HttpRequest.Builder builder(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.tracking() + path));
        settings.authorization().ifPresent(header -> request.header("Authorization", header));
        return request;
    }

    private JsonNode send(String path, HttpRequest request) throws IOException, InterruptedException {
        return read(path, exchange(path, request));
    }

    HttpResponse<byte[]> exchange(String path, HttpRequest request) throws IOException, InterruptedException {
        long limit = Math.min(settings.timeout().toNanos(), deadline - System.nanoTime());
        if (limit <= 0) {
            throw new MlflowUnavailableException(path + ": the requests for one event take too long");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = send(request);
        try {
            return answer.get(limit, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new MlflowUnavailableException(path + ": no answer within " + limit / 1_000_000 + " ms", e);
        } catch (ExecutionException e) {
            throw new MlflowUnavailableException(path + ": " + e.getCause(), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static JsonNode read(String path, HttpResponse<byte[]> answer) throws IOException {
        JsonNode body = json(answer.body());
        if (answer.statusCode() / 100 == 2 && body.isObject()) {
            return body;
        }
        boolean missing = answer.statusCode() == MISSING
                && body.path("error_code").asText("").equals(MlflowServer.MISSING);
        throw failure(path, answer, missing);
    }

    /** @param missing whether the answer says that there is no such thing, which no later question changes */
    static IOException failure(String path, HttpResponse<byte[]> answer, boolean missing) throws IOException {
        int status = answer.statusCode();
        JsonNode body = json(answer.body());
        String code = body.path("error_code").asText("");
        String said = Printable.of(
                path + ": status " + status + " " + code + " "
                        + body.path("message").asText(""),
                LONGEST_REASON);
        return REFUSALS.contains(status) || missing
                ? new MlflowRefusal(code, said.strip())
                : new MlflowUnavailableException(said.strip());
    }

    /** Missing for what is no JSON: whatever stands before the server may answer in its place. */
    static JsonNode json(byte[] body) throws IOException {
        try {
            return Wire.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
