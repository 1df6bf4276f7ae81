package io.epochal.callback.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.SseClient;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the whole service, without a browser. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class PageQuarkusTest extends PageFixture {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private void trained(String reason, Map<String, Double> metrics) {
        begun();
        epoch(1, 0, metrics);
        slowed(2, 0, reason);
    }

    @Test
    void showsARun() throws Exception {
        trained("val_loss is 0.5", Map.of("loss", 0.25, "val_loss", 0.5));
        HttpResponse<String> response = page.get("/runs/" + run);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("<span class=\"phase running\">running</span>")
                .contains("<h3>EarlyStopping</h3>")
                .contains("stops the training in 5 epochs unless val_loss improves")
                .contains("set learning_rate=0.05; EarlyStopping: val_loss is 0.5")
                .contains("loss: 0.2500 - val_loss: 0.5000");
        JsonNode chart = Wire.JSON.readTree(page.get("/runs/" + run + "/chart").body());
        assertThat(chart.at("/metrics/val_loss/0").asDouble()).isEqualTo(0.5);
        assertThat(chart.at("/marks/0/kind").asText()).isEqualTo("RATE");
        assertThat(page.get("/runs/" + run + "/spec").body()).contains("&quot;batch_size&quot; : 1");
    }

    @Test
    void hasTheLossOfBatchesAndNotOfOtherRuns() throws Exception {
        begun();
        log.batch(1, 1, 0.5);
        log.batch(1, 2, Double.NaN);
        try (TestLog other = TestLog.of("other-" + run, EmbeddedBroker.bootstrap())) {
            other.batch(1, 3, 9);
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(Wire.JSON
                        .readTree(page.get("/runs/" + run + "/chart").body())
                        .get("batches"))
                .hasToString("{\"steps\":[1,2],\"loss\":[0.5,null]}"));
        log.batch(1, 3, 0.25);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(Wire.JSON
                        .readTree(page.get("/runs/" + run + "/chart").body())
                        .at("/batches/loss/2")
                        .asDouble())
                .isEqualTo(0.25));
    }

    @Test
    void listsARunAndTellsOfItsChanges() throws Exception {
        try (SseClient changes = SseClient.open(root.resolve("/live"))) {
            assertThat(changes.status()).isEqualTo(200);
            String before = changes.next().orElseThrow().data();
            trained("val_loss is 0.5", Map.of("loss", 0.25, "val_loss", 0.5));
            SseClient.Received change = changes.next().orElseThrow();
            assertThat(change.event()).isEqualTo("changed");
            assertThat(change.data()).isNotEqualTo(before);
        }
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        page.get("/?q=" + run + "%20val_loss%20%3C%201").body())
                .contains("href=\"/runs/" + run + "\"")
                .contains("0.5000 (epoch 1)"));
        assertThat(page.get("/?q=" + run + "%20val_loss%20%3E%201").body()).doesNotContain("href=\"/runs/" + run);
        assertThat(page.get("/?q=val_loss%20%3C").body()).contains("val_loss &lt; needs a number behind it");
    }

    @Test
    void tellsAnOpenPageOfItsRunsEvents() throws Exception {
        begun();
        try (SseClient changes = SseClient.open(root.resolve("/runs/" + run + "/live"))) {
            changes.next();
            log.ended(1, 1);
            assertThat(changes.next().orElseThrow().event()).isEqualTo("changed");
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(page.get("/runs/" + run).body())
                        .contains("<span class=\"phase cancelled\">cancelled</span>")
                        .contains("by hand"));
        log.takenBack(1);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(page.get("/?q=" + run).body())
                        .contains("<span class=\"phase queued\">queued</span>"));
    }

    @Test
    void showsARunThatWaitsForATrainer() throws Exception {
        log.requested();
        HttpResponse<String> response = page.get("/runs/" + run);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("<span class=\"phase queued\">queued</span>");
    }

    @Test
    void answersAnUnknownRunWithAPage() throws Exception {
        HttpResponse<String> response = page.get("/runs/" + run);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body())
                .contains("<h1>There is no such run</h1>")
                .contains("nothing is known of a run " + run);
        assertThat(page.get("/runs/%3Cscript%3E").statusCode()).isEqualTo(400);
        assertThat(page.get("/runs/%3Cscript%3E").body()).doesNotContain("<script>");
        assertThat(page.get("/page/..%2Fapplication.properties").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?q=no-such-run", "/?q=status:x", "/runs/unknown", "/compare", "/compare?run=unknown"})
    void allowsNoScriptOfOthers(String path) throws Exception {
        HttpResponse<String> response = page.get(path);
        assertThat(response.headers().firstValue("Content-Security-Policy")).contains(HtmlAnswer.POLICY);
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.body())
                .doesNotContainPattern("<script(?! src=\"/page/)")
                .doesNotContainPattern("\\son\\w+=")
                .doesNotContain("style=")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    @ParameterizedTest
    @CsvSource({
        "page.css, text/css",
        "page.js, text/javascript",
        "charts.js, text/javascript",
        "htmx.js, text/javascript",
        "uplot.js, text/javascript",
        "uplot.css, text/css",
        "icon.svg, image/svg+xml"
    })
    void servesItsFiles(String file, String type) throws Exception {
        HttpResponse<String> response = page.get("/page/" + file);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        String tag = response.headers().firstValue("ETag").orElseThrow();
        assertThat(page.get("/page/" + file, "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void showsWhatARunSaysAsText() throws Exception {
        trained(HOSTILE + "\u0000" + "x".repeat(65_536), Map.of(HOSTILE, 1.0, "m".repeat(65_536), 2.0, "loss", 3.0));
        log.says(new CommandApplied(
                run,
                1,
                3,
                Instant.EPOCH,
                "c-1",
                new Command.SaveCheckpoint("a"),
                0,
                0,
                new CommandOutcome.Rejected(HOSTILE),
                HOSTILE));
        String body = page.get("/runs/" + run).body();
        assertThat(body)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("\\u202e&lt;img src=x onerror=alert(2)&gt;")
                .doesNotContain("<img")
                .doesNotContain("<script>")
                .doesNotContain("\u202e")
                .hasSizeLessThan(60_000);
        HttpResponse<String> chart = page.get("/runs/" + run + "/chart");
        assertThat(chart.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(chart.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(chart.body()).hasSizeLessThan(3000);
    }

    @Test
    void sendsACommandAndShowsItsAnswer() throws Exception {
        begun();
        page.get("/runs/" + run);
        HttpResponse<String> sent = page.steer(run, Map.of("action", "rate", "value", "0.0005", "by", "ann"));
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.headers().firstValue("Location")).contains("/runs/" + run + "#requests");
        assertThat(page.get("/runs/" + run).body())
                .contains("set learning_rate=5.0E-4")
                .contains("no answer yet");
    }

    @Test
    void showsWhatOthersHaveAskedBeforeItIsAnswered() throws Exception {
        begun();
        log.asks("bob", new Command.PauseTraining());
        assertThat(page.get("/runs/" + run).body()).contains("bob").contains("no answer yet");

        log.asks(HOSTILE, new Command.SetLearningRate(0.25));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(page.get("/runs/" + run).body())
                        .contains("set learning_rate=0.25")
                        .doesNotContain("<img"));
        log.ended(1, 1);
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(page.get("/runs/" + run).body()).contains("not applied: the run has ended"));
    }

    @Test
    void openPagesAndStreamsOfEventsAreCountedTogether() throws Exception {
        begun();
        List<SseClient> open = new ArrayList<>();
        try {
            await().atMost(LIMIT).until(() -> {
                SseClient one = SseClient.open(
                        root.resolve(open.isEmpty() ? "/runs/" + run + "/events" : "/runs/" + run + "/live"));
                if (one.status() == 200) {
                    open.add(one);
                } else {
                    one.close();
                }
                return open.size() == SmallLimits.STREAMS;
            });
            assertThat(page.get("/live").statusCode()).isEqualTo(503);
            assertThat(page.get("/runs/" + run + "/events").statusCode()).isEqualTo(503);
        } finally {
            for (SseClient one : open) {
                one.close();
            }
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            try (SseClient again = SseClient.open(root.resolve("/live"))) {
                assertThat(again.status()).isEqualTo(200);
            }
        });
    }

    @Test
    void sendsNothingWithoutTheToken() throws Exception {
        begun();
        Map<String, String> pause = Map.of("action", "pause");
        assertThat(page.steer(run, pause).statusCode()).as("no cookie").isEqualTo(403);
        page.get("/runs/" + run);
        assertThat(page.steer(run, Map.of("action", "pause", "token", "")).statusCode())
                .isEqualTo(403);
        assertThat(page.steer(run, Map.of("action", "pause", "token", "0".repeat(48)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(page.steer(run, pause, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(page.steer(run, pause, "Origin", "http://evil.example.org").statusCode())
                .isEqualTo(403);
        assertThat(page.get("/runs/" + run).body()).contains("Nobody has asked anything of this run");
        assertThat(page.steer(
                                run,
                                pause,
                                "Origin",
                                root.toString().replaceAll("/$", ""),
                                "Sec-Fetch-Site",
                                "same-origin")
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void saysWhyACommandIsNone() throws Exception {
        log.requested();
        page.get("/");
        log.started(1);
        page.get("/runs/" + run);
        assertThat(page.steer(run, Map.of("action", "rate", "value", "fast")).body())
                .contains("a learning rate is a number, such as 0.0005; found fast");
        assertThat(page.steer(run, Map.of("action", "save", "value", "final")).statusCode())
                .isEqualTo(422);
        assertThat(page.steer(run, Map.of("action", "explode")).statusCode()).isEqualTo(422);
        assertThat(page.steer(run, Map.of("action", "stop", "by", "a\u202eb")).statusCode())
                .isEqualTo(422);
        assertThat(page.steer("unknown-run", Map.of("action", "stop")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsWhatOtherCallbacksChangeBeforeTheyAreSent() throws Exception {
        trained("val_loss is 0.5", Map.of("loss", 0.25, "val_loss", 0.5));
        assertThat(page.get("/runs/" + run + "/callbacks").body())
                .contains("{&quot;type&quot;:&quot;EarlyStopping&quot;,")
                .contains("&quot;patience&quot;:5");
        String other = "[{\"type\":\"EarlyStopping\",\"patience\":9},{\"type\":\"TerminateOnNaN\"}]";
        assertThat(page.preview(run, other).body())
                .contains("<code>patience: 5, then 9</code>")
                .contains("<code>best=0.5</code>")
                .contains("<span class=\"change added\">added</span>");
        assertThat(page.preview(run, "[{\"type\":\"EarlyStopping\",\"patience\":-1}]")
                        .body())
                .contains("patience")
                .doesNotContain("Replace the callbacks");
        assertThat(page.preview(run, "[" + HOSTILE).body()).contains("callbacks must be a JSON list");
        assertThat(page.steer(run, Map.of("action", "callbacks", "value", other))
                        .statusCode())
                .isEqualTo(303);
        assertThat(page.get("/runs/" + run).body()).contains("set callbacks=EarlyStopping,TerminateOnNaN");
    }

    @Test
    void comparesARunWithWhatOtherCallbacksWouldHaveDone() throws Exception {
        trained("val_loss is 0.5", Map.of("loss", 0.25, "val_loss", 0.5));
        String other = "%5B%7B%22type%22%3A%22EarlyStopping%22%2C%22patience%22%3A1%7D%5D";
        assertThat(page.get("/compare?run=" + run + "&callbacks=" + other).body())
                .contains("1 of 1")
                .contains("trains on, weights of epoch 1, 0 checkpoints");
        assertThat(page.get("/compare?run=" + run + "&callbacks=%5B").body()).contains("callbacks must be a JSON list");
        assertThat(page.get("/compare?run=" + run + "&callbacks=null").body())
                .contains("callbacks must be a JSON list");
    }
}
