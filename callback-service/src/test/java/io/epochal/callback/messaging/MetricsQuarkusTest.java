package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the alerts of docs/operations.md ask this service for is among its metrics, under that name. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(EmbeddedBroker.class)
class MetricsQuarkusTest {
    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Test
    void haveWhatTheAlertsRead() {
        try (LogClient log = new LogClient(EmbeddedBroker.bootstrap())) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                // A consumer has no lag before it has read a record, and that of posts begins with the next one.
                log.publish(new RunSuspended("metrics", 1, 0, Instant.EPOCH, 0, 0, 0));
                assertThat(read())
                        .contains("\nepochal_queue_waiting ", "\nepochal_api_streams ", "\nepochal_dead_letters_total ")
                        .contains("\nepochal_records_failed_total{channel=\"barriers\"} ")
                        .contains(failed("csv"), failed("mlflow"), failed("remote-monitor"), failed("tensorboard"))
                        .contains(
                                lag("kafka-consumer-barriers"),
                                lag("kafka-consumer-recording"),
                                lag("kafka-consumer-csv"),
                                lag("kafka-consumer-remote"),
                                lag("kafka-consumer-summaries"));
            });
        }
    }

    private static String failed(String recorder) {
        return "\nepochal_recordings_failed_total{recorder=\"" + recorder + "\"}";
    }

    private static String lag(String client) {
        return "\nkafka_consumer_fetch_manager_records_lag_max{client_id=\"" + client + "\"";
    }

    private String read() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
