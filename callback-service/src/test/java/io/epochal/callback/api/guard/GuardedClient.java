package io.epochal.callback.api.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** Asks a guarded service by tokens, and makes them by the operator's. */
record GuardedClient(URI root) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A token that was made, and its name. */
    record Made(String name, String text) {}

    static Path file() {
        return Path.of(ConfigProvider.getConfig().getValue("epochal.token-file", String.class));
    }

    static String rootToken() throws IOException {
        return Files.readString(file()).strip();
    }

    Made make(String role, String more) throws Exception {
        String name = role + "-" + UUID.randomUUID().toString().substring(0, 8);
        HttpResponse<String> made =
                post("/tokens", rootToken(), "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"" + more + "}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return new Made(name, Wire.JSON.readTree(made.body()).path("token").asText());
    }

    HttpResponse<String> get(String path, String token, String... headers) throws Exception {
        return send(request(path, token, headers).GET());
    }

    HttpResponse<String> delete(String path, String token) throws Exception {
        return send(request(path, token).DELETE());
    }

    HttpResponse<String> post(String path, String token, String json, String... headers) throws Exception {
        return send(request(path, token, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> put(String path, String token, String json, String... headers) throws Exception {
        return send(request(path, token, headers)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> form(String path, String token, String body, String... headers) throws Exception {
        return send(request(path, token, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The status alone: a stream has no end. */
    int status(String method, String path, String token, String type) throws Exception {
        HttpRequest.Builder request = request(path, token)
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString(type.contains("json") ? "{}" : "")
                                : HttpRequest.BodyPublishers.noBody());
        if (method.equals("POST")) {
            request.header("Content-Type", type);
        }
        HttpResponse<InputStream> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private HttpRequest.Builder request(String path, String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** In the bytes of HTTP, since a client would change the path. */
    String raw(String request, List<String> headers) throws IOException {
        StringBuilder head = new StringBuilder(request + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("Connection: close\r\n\r\n");
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Wire.JSON.readTree(answer.body());
    }
}
