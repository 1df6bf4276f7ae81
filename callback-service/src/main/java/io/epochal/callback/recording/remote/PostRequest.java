package io.epochal.callback.recording.remote;

import io.epochal.callback.policy.RemoteMonitor;
import io.epochal.callback.recording.http.PostedRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RemoteTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** How one RemoteMonitor sends; the body is what Python's requests would send. */
record PostRequest(URI target, RemoteMonitor monitor) {
    /** @throws io.epochal.protocol.field.SpecException when its target is invalid */
    static PostRequest of(RemoteMonitor monitor) {
        return new PostRequest(RemoteTarget.of(monitor.root(), monitor.path()), monitor);
    }

    PendingPost of(String run, int epoch, Metrics logs) {
        Duration timeout = Duration.ofMillis(Math.max(1, Math.round(1000 * monitor.timeout())));
        return new PendingPost(run, target, epoch, bytes(epoch, logs), timeout, monitor.retries());
    }

    /** All that is sent for an epoch. */
    byte[] bytes(int epoch, Metrics logs) {
        String json = PythonJson.of(epoch, logs);
        byte[] body = (monitor.sendAsJson() ? json : encoded(monitor.field()) + "=" + encoded(json))
                .getBytes(StandardCharsets.UTF_8);
        SortedMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", monitor.sendAsJson() ? "application/json" : "application/x-www-form-urlencoded");
        monitor.headers().forEach((name, value) -> headers.put(name, String.valueOf(value)));
        return PostedRequest.of(target, headers, body);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
