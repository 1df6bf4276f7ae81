package io.epochal.callback.page;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real browser without a window, driven by its DevTools protocol. One page at a time. */
final class HeadlessChromium implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** Where the browser is; empty on a machine without one. */
    static Optional<Path> installed() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    HeadlessChromium(Path program) throws Exception {
        Path profile = Files.createTempDirectory("chromium");
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        int port = port(process.inputReader(StandardCharsets.UTF_8));
        socket = HTTP.newWebSocketBuilder()
                .buildAsync(page(port), new Listener())
                .get(30, TimeUnit.SECONDS);
        call("Page.enable", Map.of());
        call("Log.enable", Map.of());
        call("Runtime.enable", Map.of());
    }

    private static int port(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("DevTools listening on ws://")) {
                Thread rest = new Thread(() -> output.lines().forEach(unused -> {}), "chromium-output");
                rest.setDaemon(true);
                rest.start();
                return URI.create(line.substring(line.indexOf("ws://")).strip()).getPort();
            }
        }
        throw new IOException("the browser has not begun");
    }

    private static URI page(int port) {
        return await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () -> {
                            HttpRequest list = HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/json/list"))
                                    .build();
                            JsonNode targets = Wire.JSON.readTree(HTTP.send(list, HttpResponse.BodyHandlers.ofString())
                                    .body());
                            for (JsonNode target : targets) {
                                if (target.path("type").asText().equals("page")) {
                                    return Optional.of(URI.create(
                                            target.get("webSocketDebuggerUrl").asText()));
                                }
                            }
                            return Optional.<URI>empty();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private void take(String text) {
        try {
            JsonNode message = Wire.JSON.readTree(text);
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.path("id").asInt());
            if (answer != null) {
                answer.complete(message);
            } else if (message.path("method").asText().equals("Log.entryAdded")
                    && message.at("/params/entry/level").asText().equals("error")) {
                complaints.add(message.at("/params/entry/text").asText() + " "
                        + message.at("/params/entry/url").asText());
            } else if (message.path("method").asText().equals("Runtime.exceptionThrown")) {
                complaints.add(message.at("/params/exceptionDetails").toString());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One method of the protocol. */
    JsonNode call(String method, Map<String, ?> params) throws Exception {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = Wire.JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", Wire.JSON.valueToTree(params));
        socket.sendText(message.toString(), true).get(30, TimeUnit.SECONDS);
        JsonNode result = answer.get(30, TimeUnit.SECONDS);
        if (result.has("error")) {
            throw new AssertionError(method + ": " + result.get("error"));
        }
        return result.get("result");
    }

    /** Returns when the page and its scripts are loaded. */
    void open(URI page) throws Exception {
        call("Page.navigate", Map.of("url", page.toString()));
        await().atMost(LIMIT).ignoreExceptions().until(() -> evaluate(
                        "location.href !== 'about:blank' && document.readyState")
                .asText()
                .equals("complete"));
    }

    /** What this JavaScript is in the page. */
    JsonNode evaluate(String script) throws Exception {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(script + ": " + result.get("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** Waits until this JavaScript is true in the page. */
    void until(String script) {
        await(script).atMost(LIMIT).ignoreExceptions().until(() -> evaluate(script)
                .asBoolean());
    }

    /** A key as a reader presses it, such as {@code Tab}. */
    void press(String key, String text) throws Exception {
        call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "code", key, "text", text));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
    }

    /** Looks as on a screen of this width. */
    void screen(int width, int height, boolean dark, boolean phone) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    byte[] screenshot() throws Exception {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", Map.of("format", "png"))
                        .get("data")
                        .asText());
    }

    /** What the browser has complained of: blocked scripts and styles, missing files, exceptions. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
