package io.epochal.callback.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.UpgradingDecider;
import io.epochal.callback.api.SseClient;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that only decides, or only records. */
@Tag("slow")
@QuarkusTest
@TestProfile(UpgradingDecider.class)
@QuarkusTestResource(EmbeddedBroker.class)
class ServingFilterQuarkusTest {
    @TestHTTPResource
    URI root;

    @TestHTTPResource(value = "/health/live", management = true)
    URI health;

    @Test
    void noPathIsServedAndTheAnswerHasTheReason() throws Exception {
        HttpRequest.Builder command = HttpRequest.newBuilder(root.resolve("/runs/one/commands"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        for (HttpRequest.Builder request : new HttpRequest.Builder[] {
            HttpRequest.newBuilder(root.resolve("/runs/one/events")),
            HttpRequest.newBuilder(root.resolve("/")),
            HttpRequest.newBuilder(root.resolve("/live")),
            HttpRequest.newBuilder(root.resolve("/runs/one")),
            HttpRequest.newBuilder(root.resolve("/page/page.js")),
            command
        }) {
            HttpResponse<String> response = SseClient.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(404);
            JsonNode problem = Wire.JSON.readTree(response.body());
            assertThat(problem.get("type").asText()).isEqualTo("urn:epochal:problem:not-serving");
            assertThat(problem.get("detail").asText())
                    .isEqualTo("epochal.serving is false in this process; use one where it is true");
        }
    }

    @Test
    void itsHealthIsStillServed() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(health).build();
        assertThat(SseClient.HTTP
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }
}
