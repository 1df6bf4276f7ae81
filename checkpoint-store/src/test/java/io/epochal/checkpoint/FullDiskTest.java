package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that has no room left for a while, in the words of MinIO, of S3Proxy, and of a proxy before either. */
@Tag("slow")
class FullDiskTest {
    private static final String IN_XML = "<Error><Code>%s</Code><Message>no room</Message></Error>";
    private final AtomicInteger refusals = new AtomicInteger();
    private final List<String> heard = new ArrayList<>();
    private HttpServer server;
    private int status;
    private String body = "";

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean put = exchange.getRequestMethod().equals("PUT");
            if (put && refusals.getAndDecrement() > 0) {
                answer(exchange, status, body);
            } else {
                exchange.getResponseHeaders().add("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\"");
                answer(exchange, 200, put ? "" : "<LocationConstraint/>");
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"507, XMinioStorageFull", "500, InternalError", "507,"})
    void isAnIOExceptionAndIsTriedAgainUntilThereIsRoom(int answered, String code) throws IOException {
        status = answered;
        body = code == null ? "no room" : IN_XML.formatted(code);
        ObjectStore store =
                new MinioObjectStore("http://127.0.0.1:" + server.getAddress().getPort(), "epochal", "test", "secret");
        refusals.set(Integer.MAX_VALUE);
        assertThatThrownBy(() -> store.put("runs/run/key", Content.of(new byte[10])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("runs/run/key");

        new PatientObjectStore(store, Duration.ofMinutes(1), Duration.ofMillis(1), failure -> {
                    heard.add(String.valueOf(failure.getMessage()));
                    refusals.set(heard.size() < 2 ? Integer.MAX_VALUE : 0);
                })
                .put("runs/run/key", Content.of(new byte[10]));

        assertThat(heard).hasSize(2).allMatch(one -> one.contains("runs/run/key"));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().add("Content-Type", body.startsWith("<") ? "application/xml" : "text/plain");
        exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
