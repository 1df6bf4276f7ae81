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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Requests to MLflow's REST API and their answers, of bounded size and in bounded time. For one thread. */
final class MlflowHttp {
    private static final String API = "/api/2.0/mlflow/";
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

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.tracking() + API + path));
        settings.authorization().ifPresent(header -> request.header("Authorization", header));
        return request;
    }

    private JsonNode send(String path, HttpRequest request) throws IOException, InterruptedException {
        long limit = Math.min(settings.timeout().toNanos(), deadline - System.nanoTime());
        if (limit <= 0) {
            throw new MlflowUnavailableException(path + ": the requests for one event take too long");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> new BoundedBody(MOST_BYTES));
        try {
            return read(path, answer.get(limit, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new MlflowUnavailableException(path + ": no answer within " + limit / 1_000_000 + " ms", e);
        } catch (ExecutionException e) {
            throw new MlflowUnavailableException(path + ": " + e.getCause(), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static JsonNode read(String path, HttpResponse<byte[]> answer) throws IOException {
        int status = answer.statusCode();
        JsonNode body = json(answer.body());
        if (status / 100 == 2 && body.isObject()) {
            return body;
        }
        String code = body.path("error_code").asText("");
        String said = Printable.of(
                path + ": status " + status + " " + code + " "
                        + body.path("message").asText(""),
                LONGEST_REASON);
        if (REFUSALS.contains(status) || (status == 404 && code.equals(MlflowServer.MISSING))) {
            throw new MlflowRefusal(code, said.strip());
        }
        throw new MlflowUnavailableException(said.strip());
    }

    /** Missing for what is no JSON: whatever stands before the server may answer in its place. */
    private static JsonNode json(byte[] body) throws IOException {
        try {
            return Wire.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
