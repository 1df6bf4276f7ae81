package io.epochal.callback.recording;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** One RemoteMonitor's way of sending; the body is what Python's requests would send. */
record RemotePost(
        URI target, String field, Map<String, String> headers, boolean asJson, Duration timeout, int retries) {
    private static final Logger LOG = Logger.getLogger(RemotePost.class);
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static RemotePost of(Map<String, Object> settings) {
        Map<String, String> headers = new java.util.TreeMap<>();
        if (settings.get("headers") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        String root = text(settings, "root", "http://localhost:9000");
        return new RemotePost(
                URI.create(root + text(settings, "path", "/publish/epoch/end/")),
                text(settings, "field", "data"),
                headers,
                Boolean.TRUE.equals(settings.get("send_as_json")),
                Duration.ofMillis(Math.round(1000 * number(settings, "timeout", 5))),
                (int) number(settings, "retries", 3));
    }

    private static String text(Map<String, Object> settings, String key, String fallback) {
        return String.valueOf(settings.getOrDefault(key, fallback));
    }

    private static double number(Map<String, Object> settings, String key, double fallback) {
        return settings.get(key) instanceof Number number ? number.doubleValue() : fallback;
    }

    /** Tries until it is taken or there is no try left, and then says so. */
    void send(int epoch, Metrics logs) {
        HttpRequest request = request(epoch, logs);
        String outcome = "";
        try {
            for (int trial = 0; trial <= retries; trial++) {
                if (trial > 0) {
                    TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS << (trial - 1));
                }
                outcome = trySending(request);
                if (outcome.isEmpty()) {
                    return;
                }
            }
            LOG.warnf("RemoteMonitor could not reach %s for epoch %d: %s", target, epoch, outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty when it was taken; else why not. A refusal (4xx) is not repeated to anybody's good, but it is said. */
    private static String trySending(HttpRequest request) throws InterruptedException {
        try {
            int status =
                    HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status < 400 ? "" : "status " + status;
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpRequest request(int epoch, Metrics logs) {
        String json = json(epoch, logs);
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(timeout);
        request.setHeader("Content-Type", asJson ? "application/json" : "application/x-www-form-urlencoded");
        headers.forEach(request::setHeader);
        String body = asJson
                ? json
                : URLEncoder.encode(field, StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(json, StandardCharsets.UTF_8);
        return request.POST(BodyPublishers.ofString(body)).build();
    }

    /** As json.dumps writes it, which has words of its own for what JSON lacks. */
    static String json(int epoch, Metrics logs) {
        StringBuilder json = new StringBuilder("{\"epoch\": ").append(epoch);
        logs.values().forEach((name, value) -> json.append(", \"")
                .append(name)
                .append("\": ")
                .append(Double.isFinite(value) ? PythonText.repr(value) : Double.toString(value)));
        return json.append('}').toString();
    }
}
