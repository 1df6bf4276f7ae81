package io.epochal.callback.recording.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.policy.alert.AlertHistory;
import io.epochal.callback.policy.alert.AlertState;
import io.epochal.callback.policy.alert.RunAlert;
import io.epochal.callback.policy.alert.ToldSince;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of docs/alerts.md are what the code reads and sends. */
class AlertsPageTest {
    private static final Path PAGE = Path.of("../docs/alerts.md");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Pattern ON = Pattern.compile("(?m)^\\| `((?!on`)\\w+)`");

    @TempDir
    private Path folder;

    @Test
    void theFileOfRulesIsRead() throws IOException {
        AlertSettings settings = settings();

        assertThat(settings.destinations().keySet()).containsExactly("chat", "ops");
        assertThat(settings.rules().rules()).hasSize(8);
    }

    @Test
    void everyConditionIsOnThePageAndInItsExample() throws IOException {
        List<String> listed = ON.matcher(section("Rules"))
                .results()
                .map(one -> one.group(1))
                .distinct()
                .toList();
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"), "destinations: {a: {url: 'http://x'}}\nrules: [{name: x, on: y, to: a}]");
        String message = "";
        try {
            var unused = AlertsFile.read(wrong);
        } catch (IllegalArgumentException e) {
            message = String.valueOf(e.getMessage());
        }

        assertThat(message)
                .contains("one of "
                        + String.join(
                                ", ",
                                List.of(
                                        "run_ended",
                                        "run_failed",
                                        "run_lost",
                                        "run_overdue",
                                        "metric",
                                        "nan",
                                        "rate_lowered")));
        assertThat(listed)
                .containsExactlyInAnyOrder(
                        "run_ended", "run_failed", "run_lost", "run_overdue", "metric", "nan", "rate_lowered");
        assertThat(settings().rules().rules().stream()
                        .map(rule -> rule.condition().on()))
                .containsAll(listed);
    }

    @Test
    @SuppressWarnings("unchecked")
    void theCallbacksAreRead() throws IOException {
        Map<String, Object> spec = (Map<String, Object>) Objects.requireNonNull(AlertsYaml.document(block("yaml", 1)));
        List<Map<String, Object>> callbacks = (List<Map<String, Object>>) Objects.requireNonNull(spec.get("callbacks"));
        AlertState run = AlertState.of("run");
        ToldSince always = new ToldSince(Instant.EPOCH, Map.of());
        List<TrainingEvent> events = new AlertHistory("run", callbacks)
                .started()
                .ended(RunStatus.FAILED, "")
                .events();
        run = run.after(events.get(0), Instant.now(), settings().rules(), always)
                .next();

        assertThat(run.callbacks()).hasSize(2);
        assertThat(run.after(events.get(1), Instant.now(), settings().rules(), always).alerts().stream()
                        .map(RunAlert::id))
                .contains("run/callbacks/my-run/failed-1");
    }

    @ParameterizedTest
    @CsvSource({"CLOUDEVENTS, 0", "SLACK, 1", "TEAMS, 2", "ALERTMANAGER, 3"})
    void whatIsSentIsOnThePage(AlertFormat format, int example) throws IOException {
        JsonNode sent = Wire.JSON.readTree(format.body(failed()));

        assertThat(Wire.JSON.readTree(block("json", example))).isEqualTo(sent);
    }

    @Test
    void theNumbersAreThoseOfTheCode() throws IOException {
        RetryPolicy policy = RetryPolicy.DEFAULT;
        assertThat(List.of(
                        policy.timeout(), policy.first(), policy.longest(), policy.giveUp(), SendOutcome.LONGEST_WAIT))
                .containsExactly(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        Duration.ofHours(4),
                        Duration.ofHours(1));
        assertThat(section("Delivery"))
                .contains(
                        "10 s each",
                        "from 1 s to 5 min",
                        "up to 1 h",
                        "older than 4 h",
                        DestinationQueue.MOST_WAITING + " for each");
        assertThat(section("Once"))
                .contains(
                        "older than " + AlertRecorder.NEWS.toDays() + " days",
                        "for " + AlertRecorder.MEMORY.toDays() + " days");
    }

    /** The page's Python takes a genuine request, and refuses others. */
    @Test
    void thePythonChecksASignature() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))));
        long now = Instant.now().getEpochSecond();
        byte[] body = AlertFormat.CLOUDEVENTS.body(failed());
        String signature = WebhookSecret.read(SECRET).signature("id", now, body);
        Files.write(folder.resolve("body"), body);
        String checks =
                """

                import sys
                body = open(sys.argv[1], "rb").read()
                def headers(signature, timestamp=%1$d):
                    return {"webhook-id": "id", "webhook-timestamp": str(timestamp), "webhook-signature": signature}
                assert is_genuine("%2$s", headers("%3$s"), body)
                assert is_genuine("%2$s", headers("v1,b2xk %3$s"), body)
                assert not is_genuine("%2$s", headers("%3$s"), body + b" ")
                assert not is_genuine("%2$s", headers("v1,b2xk"), body)
                assert not is_genuine("%2$s", headers("%3$s", %1$d - 1), body)
                assert not is_genuine("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", headers("%3$s"), body)
                """;
        String program = block("python", 0) + String.format(Locale.ROOT, checks, now, SECRET, signature);
        Path script = Files.writeString(folder.resolve("check.py"), program);

        Process python = new ProcessBuilder(
                        "python3", script.toString(), folder.resolve("body").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(said).isZero();
    }

    private AlertSettings settings() throws IOException {
        Files.writeString(folder.resolve("hook-secret"), SECRET);
        Files.writeString(folder.resolve("slack-url"), "https://hooks.slack.com/services/T0/B0/x");
        return AlertsFile.read(Files.writeString(folder.resolve("alerts.yaml"), block("yaml", 0)));
    }

    /** The run that the page has: its second attempt fails. */
    private RunAlert failed() throws IOException {
        AlertHistory history =
                new AlertHistory("mnist-1", List.of()).started().started().ended(RunStatus.FAILED, "no memory");
        AlertState run = AlertState.of("mnist-1");
        RunAlert found = null;
        for (TrainingEvent event : history.events()) {
            var step = run.after(
                    event,
                    Instant.parse("2026-11-28T10:00:00Z"),
                    settings().rules(),
                    new ToldSince(Instant.EPOCH, Map.of()));
            run = step.next();
            found = step.alerts().stream()
                    .filter(one -> one.rule().equals("failed"))
                    .findFirst()
                    .orElse(found);
        }
        assertThat(found).isNotNull();
        return found;
    }

    private static String section(String title) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("\n## " + title + "\n");
        assertThat(from).as(title).isPositive();
        int to = page.indexOf("\n## ", from + 1);
        return page.substring(from, to < 0 ? page.length() : to);
    }

    private static String block(String language, int index) throws IOException {
        Matcher blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(PAGE));
        for (int at = 0; at <= index; at++) {
            assertThat(blocks.find()).isTrue();
        }
        return blocks.group(1);
    }
}
