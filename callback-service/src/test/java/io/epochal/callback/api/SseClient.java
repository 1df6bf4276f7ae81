package io.epochal.callback.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client that reads server-sent events as the standard says, one after the other. */
public final class SseClient implements AutoCloseable {
    public static final HttpClient HTTP = HttpClient.newHttpClient();

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private final List<String> comments = new ArrayList<>();
    private String lastId = "";

    private SseClient(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** One event that a program would see. */
    public record Received(String id, String event, String data) {}

    /** @param headers names and values in turn */
    public static SseClient open(URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new SseClient(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    public HttpResponse<InputStream> response() {
        return response;
    }

    public int status() {
        return response.statusCode();
    }

    /** What a client that comes back would send. */
    public String lastId() {
        return lastId;
    }

    public List<String> comments() {
        return comments;
    }

    /** Waits for it; empty once the stream has ended. */
    public Optional<Received> next() {
        String event = "";
        List<String> data = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty() && !data.isEmpty()) {
                return Optional.of(new Received(lastId, event, String.join("\n", data)));
            }
            String value = line.substring(line.indexOf(':') + 1);
            if (line.startsWith(":")) {
                comments.add(value);
            } else if (line.startsWith("id:")) {
                lastId = value;
            } else if (line.startsWith("event:")) {
                event = value;
            } else if (line.startsWith("data:")) {
                data.add(value);
            }
        }
        return Optional.empty();
    }

    public List<Received> next(int count) {
        List<Received> received = new ArrayList<>();
        while (received.size() < count) {
            received.add(next().orElseThrow());
        }
        return received;
    }

    public List<Received> rest() {
        List<Received> received = new ArrayList<>();
        for (Optional<Received> next = next(); next.isPresent(); next = next()) {
            received.add(next.get());
        }
        return received;
    }

    public String line() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
