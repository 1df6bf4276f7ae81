package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.RunAlert;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An alert in the shapes that others have published. What a run brings, such as a reason, is text in each, and never markup. */
final class AlertBodies {
    private static final String SOURCE = "/callback-service/alerts";
    private static final String TYPE = "io.epochal.alert.";

    private AlertBodies() {}

    /** CloudEvents 1.0.2, JSON format, for HTTP's structured mode. */
    static Map<String, Object> cloudEvent(RunAlert alert) {
        Map<String, Object> data = new LinkedHashMap<>(alert.details());
        data.put("run", alert.run());
        data.put("rule", alert.rule());
        data.put("on", alert.on());
        data.put("text", alert.text());
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("specversion", "1.0");
        event.put("id", alert.id());
        event.put("source", SOURCE);
        event.put("type", TYPE + alert.on());
        event.put("subject", alert.run());
        event.put("time", alert.time().toString());
        event.put("datacontenttype", "application/json");
        event.put("data", data);
        return event;
    }

    /** Slack's incoming webhooks: plain text, whose three control characters are escaped; no preview of what looks like a link. */
    static Map<String, Object> slack(RunAlert alert) {
        String text = sentence(alert).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return Map.of("text", text, "mrkdwn", false, "unfurl_links", false, "unfurl_media", false);
    }

    /** A webhook of Teams' Workflows: an adaptive card whose text runs, unlike text blocks, are no Markdown. */
    static Map<String, Object> teams(RunAlert alert) {
        Map<String, Object> title =
                Map.of("type", "TextRun", "text", "Epochal: " + alert.run() + ", " + alert.rule(), "weight", "Bolder");
        Map<String, Object> card = Map.of(
                "$schema",
                "http://adaptivecards.io/schemas/adaptive-card.json",
                "type",
                "AdaptiveCard",
                "version",
                "1.4",
                "fallbackText",
                "Epochal",
                "body",
                List.of(lines(title), lines(Map.of("type", "TextRun", "text", alert.text()))));
        return Map.of(
                "type",
                "message",
                "attachments",
                List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card)));
    }

    private static Map<String, Object> lines(Map<String, Object> run) {
        return Map.of("type", "RichTextBlock", "inlines", List.of(run));
    }

    /** Alertmanager's {@code POST /api/v2/alerts}. The key is a label, since alerts with the same labels are one alert there. */
    static List<Map<String, Object>> alertmanager(RunAlert alert) {
        Map<String, Object> labels = Map.of(
                "alertname",
                alert.rule(),
                "service",
                "epochal",
                "run",
                alert.run(),
                "on",
                alert.on(),
                "key",
                alert.key());
        return List.of(Map.of(
                "labels",
                labels,
                "annotations",
                Map.of("summary", alert.run() + ": " + alert.text(), "id", alert.id()),
                "startsAt",
                alert.time().toString()));
    }

    private static String sentence(RunAlert alert) {
        return "Epochal: " + alert.run() + " " + alert.text() + " (" + alert.rule() + ")";
    }
}
