package io.epochal.callback.recording.remote;

import io.epochal.callback.policy.RemoteMonitor;
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
        SortedMap<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Accept", "*/*");
        all.put("Content-Type", monitor.sendAsJson() ? "application/json" : "application/x-www-form-urlencoded");
        all.put("User-Agent", "epochal");
        monitor.headers().forEach((name, value) -> all.put(name, String.valueOf(value)));
        all.put("Connection", "close");
        all.put("Content-Length", Integer.toString(body.length));
        StringBuilder head = new StringBuilder("POST ").append(pathAndQuery()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(target.getRawAuthority()).append("\r\n");
        all.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    private String pathAndQuery() {
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        return target.getRawQuery() == null ? path : path + "?" + target.getRawQuery();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
