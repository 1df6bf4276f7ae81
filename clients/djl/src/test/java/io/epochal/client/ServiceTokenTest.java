package io.epochal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTokenTest {
    private static final String URL = "http://127.0.0.1:4711";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new TreeMap<>();

    private ServiceToken token(@Nullable String said) {
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        return new ServiceToken(said, environment, new ServiceUrl(null, environment, folder));
    }

    @Test
    void isWhatTheProgramSaysThenTheEnvironmentThenItsFileThenTheStacksThenTheUsers() throws IOException {
        assertThat(token(null).find(URL)).isEmpty();
        credentials("{\"" + URL + "\": \"users\"}");
        assertThat(token(null).find(URL)).contains("users");
        stack(URL, "stacks\n");
        assertThat(token(null).find(URL)).contains("stacks");
        environment.put(
                "EPOCHAL_TOKEN_FILE",
                Files.writeString(folder.resolve("file"), "file\n").toString());
        assertThat(token(null).find(URL)).contains("file");
        environment.put("EPOCHAL_TOKEN", "environment");
        assertThat(token(null).find(URL)).contains("environment");
        assertThat(token("said").find(URL)).contains("said");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:4712", "http://localhost:4711", "https://127.0.0.1:4711", "http://evil:4711"})
    void anotherServiceGetsNone(String url) throws IOException {
        credentials("{\"" + URL + "\": \"users\"}");
        stack(URL, "stacks");
        assertThat(token(null).find(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"http://127.0.0.1:4711\": {}}"})
    void credentialsOfAnotherFormAreNone(String text) throws IOException {
        credentials(text);
        assertThat(token(null).find(URL)).isEmpty();
    }

    @Test
    void whatNoHeaderCanHoldIsRefusedAndNotShown() {
        assertThatThrownBy(() -> token("secret\r\nHost: evil").find(URL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThat(token("secret").toString()).doesNotContain("secret");
    }

    @Test
    void goesWithEachCallAndIsLookedUpAgainWhereItDoesNotHold() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String said = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            seen.add(said);
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(said.equals("Bearer new") ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            stack(url, "old");
            HttpLine line = new HttpLine(new ServiceUrl(URI.create(url), environment, folder), token(null));
            Files.writeString(folder.resolve(".epochal/token"), "new");
            assertThat(line.post("/runs", "{}", Duration.ZERO, Duration.ZERO).size())
                    .isZero();
            assertThat(seen).containsExactly("Bearer old", "Bearer new");
            Files.writeString(folder.resolve(".epochal/token"), "wrong");
            HttpLine refused = new HttpLine(new ServiceUrl(URI.create(url), environment, folder), token(null));
            assertThatThrownBy(() -> refused.post("/runs", "{}", Duration.ZERO, Duration.ZERO))
                    .hasMessageContaining("401")
                    .hasMessageNotContaining("wrong");
        } finally {
            server.stop(0);
        }
    }

    private void stack(String url, String token) throws IOException {
        Path home = Files.createDirectories(folder.resolve(".epochal"));
        Files.writeString(home.resolve("service.json"), "{\"url\": \"" + url + "\"}");
        Files.writeString(home.resolve("token"), token);
    }

    private void credentials(String text) throws IOException {
        Path config = Files.createDirectories(folder.resolve("config/epochal"));
        Files.writeString(config.resolve("credentials.json"), text);
    }
}
