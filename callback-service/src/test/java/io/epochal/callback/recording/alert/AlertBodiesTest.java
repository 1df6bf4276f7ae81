package io.epochal.callback.recording.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.policy.alert.RunAlert;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shapes are those of the publishers' pages, which {@code docs/alerts.md} names. */
class AlertBodiesTest {
    private static final RunAlert ALERT = new RunAlert(
            "mnist-1",
            "failed",
            "run_failed",
            "failed-2",
            Instant.parse("2026-11-28T10:00:00Z"),
            "failed after 2 epochs: <!channel> **a** & [b](http://x)",
            Map.of("status", "failed", "epochs_run", 2),
            List.of("ops"));

    @Test
    void aCloudEventHasItsAttributesAndTheDetails() throws IOException {
        assertThat(body(AlertFormat.CLOUDEVENTS))
                .isEqualTo(
                        Wire.JSON.readTree(
                                """
                        {"specversion": "1.0", "id": "mnist-1/failed/failed-2", "source": "/callback-service/alerts",
                         "type": "io.epochal.alert.run_failed", "subject": "mnist-1", "time": "2026-11-28T10:00:00Z",
                         "datacontenttype": "application/json",
                         "data": {"run": "mnist-1", "rule": "failed", "on": "run_failed", "status": "failed", "epochs_run": 2,
                                  "text": "failed after 2 epochs: <!channel> **a** & [b](http://x)"}}"""));
    }

    @Test
    void slackGetsTextWithoutMentionsAndLinks() throws IOException {
        assertThat(body(AlertFormat.SLACK))
                .isEqualTo(
                        Wire.JSON.readTree(
                                """
                        {"text": "Epochal: mnist-1 failed after 2 epochs: &lt;!channel&gt; **a** &amp; [b](http://x) (failed)",
                         "mrkdwn": false, "unfurl_links": false, "unfurl_media": false}"""));
    }

    /** Text runs have no Markdown; text blocks and facts would have. */
    @Test
    void teamsGetsACardWithoutMarkup() throws IOException {
        JsonNode body = body(AlertFormat.TEAMS);

        assertThat(body)
                .isEqualTo(
                        Wire.JSON.readTree(
                                """
                        {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {
                          "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
                          "fallbackText": "Epochal",
                          "body": [
                            {"type": "RichTextBlock", "inlines": [
                              {"type": "TextRun", "text": "Epochal: mnist-1, failed", "weight": "Bolder"}]},
                            {"type": "RichTextBlock", "inlines": [
                              {"type": "TextRun", "text": "failed after 2 epochs: <!channel> **a** & [b](http://x)"}]}]}}]}"""));
    }

    @Test
    void alertmanagerTellsApartWhatHappenedTwice() throws IOException {
        assertThat(body(AlertFormat.ALERTMANAGER))
                .isEqualTo(
                        Wire.JSON.readTree(
                                """
                        [{"labels": {"alertname": "failed", "service": "epochal", "run": "mnist-1", "on": "run_failed", "key": "failed-2"},
                          "annotations": {"summary": "mnist-1: failed after 2 epochs: <!channel> **a** & [b](http://x)",
                                          "id": "mnist-1/failed/failed-2"},
                          "startsAt": "2026-11-28T10:00:00Z"}]"""));
    }

    /** Teams takes 28 KB, Slack 40,000 characters of which it shows 4,000 in one piece. */
    @ParameterizedTest
    @EnumSource(AlertFormat.class)
    void noAlertIsLargerThanItsDestinationTakes(AlertFormat format) {
        RunAlert largest = new RunAlert(
                "r".repeat(128),
                "r".repeat(64),
                "metric",
                "k".repeat(140),
                Instant.EPOCH,
                "\u20ac".repeat(1000),
                Map.of(),
                List.of());

        assertThat(format.body(largest).length).isLessThan(8000);
    }

    private static JsonNode body(AlertFormat format) throws IOException {
        return Wire.JSON.readTree(format.body(ALERT));
    }
}
