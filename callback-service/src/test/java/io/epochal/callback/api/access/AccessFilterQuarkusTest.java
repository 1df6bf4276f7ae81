package io.epochal.callback.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a browser sends for a page from elsewhere. In the bytes of HTTP, since no client lets its user choose these headers. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class AccessFilterQuarkusTest {
    @TestHTTPResource
    URI root;

    @Test
    void aForeignHostNameIsRejected() throws IOException {
        for (String path : new String[] {"/runs/x/events", "/q/openapi", "/runs/x/commands", "/"}) {
            assertThat(answer("GET " + path, "Host: evil.example"))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("urn:epochal:problem:host-foreign", "found evil.example");
        }
        assertThat(answer("GET /q/openapi", "Host: localhost:8081")).startsWith("HTTP/1.1 200 ");
        assertThat(answer("GET /q/openapi", "Host: service.example.org")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aPageOfAnotherOriginIsRejected() throws IOException {
        for (String origin : new String[] {"http://evil.example", "null", "http://localhost:3000"}) {
            assertThat(answer("GET /runs/x/events", "Host: localhost:8081", "Origin: " + origin))
                    .as(origin)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("urn:epochal:problem:origin-foreign");
        }
        assertThat(answer("GET /q/openapi", "Host: localhost:8081", "Origin: http://localhost:8081"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aListedOriginMayCallAndReadTheAnswer() throws IOException {
        String[] page = {"Host: localhost:8081", "Origin: https://charts.example.org"};
        assertThat(answer("OPTIONS /runs/x/commands", page))
                .startsWith("HTTP/1.1 204 ")
                .containsIgnoringCase("access-control-allow-origin: https://charts.example.org");
        assertThat(answer("GET /q/openapi", page))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("access-control-allow-origin: https://charts.example.org");
    }

    @Test
    void whatIsRejectedIsShownWithoutControlCharacters() throws IOException {
        assertThat(answer("GET /q/openapi", "Host: evil\u001b[31m"))
                .startsWith("HTTP/1.1 4")
                .doesNotContain("\u001b");
    }

    @Test
    void aBodyWithoutEndIsNotWaitedFor() throws IOException {
        assertThat(answer(
                        "POST /runs/x/commands",
                        "Host: localhost",
                        "Content-Type: application/json",
                        "Content-Length: 2000000000"))
                .startsWith("HTTP/1.1 413 ");
    }

    private String answer(String request, String... headers) throws IOException {
        String head = request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
