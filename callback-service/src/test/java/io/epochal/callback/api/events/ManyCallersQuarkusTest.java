package io.epochal.callback.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.api.SseClient;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However many requests come: a run is known or it is not, and no request delays a verdict or the health check. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class ManyCallersQuarkusTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PAUSE = "{\"type\":\"PauseTraining\"}";

    @TestHTTPResource
    URI root;

    @TestHTTPResource(value = "/health/live", management = true)
    URI health;

    private final String run = "run-" + UUID.randomUUID();
    private TestLog log;

    @BeforeEach
    void aLogOfSomeLength() {
        log = TestLog.of(run, bootstrap());
        for (int sequence = 0; sequence < 5_000; sequence++) {
            log.says(new CheckpointTaken(run, 1, sequence, Instant.EPOCH, 0, 0, sequence));
        }
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    @Test
    void ofThreeHundredUnknownRunsNoneIsAcceptedAndNoOtherRequestWaits() throws Exception {
        assertThat(aVerdictComes("first-")).as("the log has been read").isPositive();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int count = 0; count < 150; count++) {
            String unknown = "unknown-" + count + "-" + run;
            answers.add(send(json("/runs/" + unknown + "/commands", PAUSE)));
            answers.add(send(HttpRequest.newBuilder(root.resolve("/runs/" + unknown + "/events?from=end"))));
        }
        long asked = System.nanoTime();
        HttpResponse<String> healthy = send(HttpRequest.newBuilder(health)).get();
        Duration waited = Duration.ofNanos(System.nanoTime() - asked);

        assertThat(healthy.statusCode()).isEqualTo(200);
        assertThat(waited).isLessThan(SOON);
        assertThat(aVerdictComes("second-")).isLessThan(SOON);
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get();
            assertThat(response.statusCode()).as(response.body()).isIn(404, 503);
        }
        assertThat(send(json("/runs/unknown-" + run + "/commands", PAUSE)).get().statusCode())
                .isEqualTo(404);
        assertThat(send(json("/runs/" + run + "/commands", PAUSE)).get().statusCode())
                .isEqualTo(202);
    }

    /** How long one takes, from the event on. */
    private Duration aVerdictComes(String prefix) throws IOException {
        TopicPartition verdicts = new TopicPartition("training.verdicts", 0);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
                TestLog other = TestLog.of(prefix + run, bootstrap())) {
            consumer.assign(List.of(verdicts));
            consumer.seekToEnd(List.of(verdicts));
            consumer.position(verdicts);
            long said = System.nanoTime();
            other.started(1);
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (other.run().equals(record.key())) {
                        return Duration.ofNanos(System.nanoTime() - said);
                    }
                }
            }
        }
    }

    private HttpRequest.Builder json(String path, String body) {
        return HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return SseClient.HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String bootstrap() {
        return EmbeddedBroker.bootstrap();
    }
}
