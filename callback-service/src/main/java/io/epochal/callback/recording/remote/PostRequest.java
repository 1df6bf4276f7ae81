package io.epochal.callback.recording.remote;

import io.epochal.callback.policy.RemoteHeaders;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RemoteTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One RemoteMonitor's way of sending; the body is what Python's requests would send.
 *
 * @param timeout of one try, all of the answer included
 * @param retries after the first try
 */
record PostRequest(
        URI target, String field, SortedMap<String, String> headers, boolean asJson, Duration timeout, int retries) {
    static final String TYPE = "RemoteMonitor";
    static final Duration LONGEST = Duration.ofSeconds(30);
    static final int MOST_RETRIES = 10;

    /** @throws io.epochal.protocol.SpecException when nothing can be sent so */
    static PostRequest read(int position, Map<String, Object> settings) {
        Fields fields = Fields.of("callbacks[" + position + "]", settings);
        double timeout = fields.number("timeout", 5);
        if (!(timeout > 0)) {
            throw fields.wrong("timeout", "must be more than 0 seconds");
        }
        return new PostRequest(
                RemoteTarget.of(
                        fields.optionalText("root").orElse("http://localhost:9000"),
                        fields.optionalText("path").orElse("/publish/epoch/end/")),
                fields.optionalText("field").orElse("data"),
                headers(fields),
                fields.flag("send_as_json", false),
                Duration.ofMillis(Math.max(1, Math.round(1000 * Math.min(timeout, LONGEST.toSeconds())))),
                Math.min(fields.integer("retries", 3, 0), MOST_RETRIES));
    }

    private static SortedMap<String, String> headers(Fields fields) {
        SortedMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        RemoteHeaders.read(fields).forEach((name, value) -> headers.put(name, String.valueOf(value)));
        return headers;
    }

    /** All that is sent for an epoch. */
    byte[] request(int epoch, Metrics logs) {
        String json = PythonJson.of(epoch, logs);
        byte[] body = (asJson ? json : encoded(field) + "=" + encoded(json)).getBytes(StandardCharsets.UTF_8);
        SortedMap<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("Accept", "*/*");
        all.put("Content-Type", asJson ? "application/json" : "application/x-www-form-urlencoded");
        all.put("User-Agent", "epochal");
        all.putAll(headers);
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
