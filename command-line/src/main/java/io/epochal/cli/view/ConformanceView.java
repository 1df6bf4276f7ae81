package io.epochal.cli.view;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.duty.DutyResult;
import io.epochal.protocol.field.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a trainer does its duties: a line for each, and what shows where it does not. */
public final class ConformanceView {
    private static final int MOST_FINDINGS = 3;
    private static final int MOST_EXCHANGES = 3;
    private static final int LONGEST_TEXT = 600;

    private ConformanceView() {}

    /** One line, and for a failed duty more. */
    public static String text(DutyResult result) {
        String name = String.format("%-9s", result.duty().label());
        if (!result.isDeclared()) {
            return "not declared  " + name + " " + result.lacking().orElse("") + "\n";
        }
        if (!result.isFailed()) {
            return "passed        " + name + " " + result.duty().sentence() + "\n";
        }
        StringBuilder text =
                new StringBuilder("FAILED        " + name + " " + result.duty().sentence() + "\n");
        List<Finding> findings = result.findings();
        findings.stream().limit(MOST_FINDINGS).forEach(finding -> append(text, finding));
        if (findings.size() > MOST_FINDINGS) {
            text.append("    and ").append(findings.size() - MOST_FINDINGS).append(" more\n");
        }
        result.logs().forEach(log -> text.append("    printed by the program: ")
                .append(Printable.of(log))
                .append('\n'));
        return text.toString();
    }

    private static void append(StringBuilder text, Finding finding) {
        text.append("    expected: ")
                .append(Printable.of(finding.expected(), LONGEST_TEXT))
                .append('\n');
        text.append("    seen:     ")
                .append(Printable.of(finding.seen(), LONGEST_TEXT))
                .append('\n');
        finding.shown().stream().limit(MOST_EXCHANGES).forEach(exchange -> text.append("      call ")
                .append(exchange.number())
                .append(": ")
                .append(Printable.of(exchange.request(), LONGEST_TEXT))
                .append(' ')
                .append(Printable.of(exchange.call().body().toString(), LONGEST_TEXT))
                .append("\n        -> ")
                .append(answer(exchange))
                .append('\n'));
    }

    private static String answer(Exchange exchange) {
        String body = Printable.of(exchange.reply().body().toString(), LONGEST_TEXT);
        if (!exchange.isHttp()) {
            return exchange.reply().move().line() == Move.Line.LOST ? "the verdict is lost" : body;
        }
        return switch (exchange.reply().move().line()) {
            case ANSWERED -> exchange.reply().status() + " " + body;
            case CUT -> "cut off before the service took it";
            case LOST -> "cut off, the answer is lost";
        };
    }

    /** One line of JSON, with the whole exchanges. */
    public static String json(DutyResult result) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("duty", result.duty().label());
        json.put("outcome", !result.isDeclared() ? "not_declared" : result.isFailed() ? "failed" : "passed");
        json.put("lacking", result.lacking().orElse(null));
        json.put(
                "findings",
                result.findings().stream()
                        .map(finding -> Map.of(
                                "expected",
                                finding.expected(),
                                "seen",
                                finding.seen(),
                                "exchanges",
                                finding.shown().stream()
                                        .map(ConformanceView::json)
                                        .toList()))
                        .toList());
        json.put("logs", result.logs());
        return PrintableJson.line(json);
    }

    private static Map<String, Object> json(Exchange exchange) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("call", exchange.number());
        json.put("launch", exchange.launch());
        json.put("begun_ms", exchange.begun().toMillis());
        json.put("ended_ms", exchange.ended().toMillis());
        json.put("request", exchange.request());
        json.put("body", exchange.call().body());
        json.put("line", exchange.reply().move().line().name().toLowerCase(Locale.ROOT));
        json.put("status", exchange.reply().status());
        json.put("answer", exchange.reply().body());
        return json;
    }
}
