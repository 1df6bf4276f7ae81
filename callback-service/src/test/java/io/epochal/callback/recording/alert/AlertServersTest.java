package io.epochal.callback.recording.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.policy.alert.AlertHistory;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What destinations do with alerts, and what the next process does with those that they have not taken. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the servers of AlertServersTest")
class AlertServersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Clock NOW = Clock.fixed(AlertHistory.BEGINNING, ZoneOffset.UTC);
    private static final RetryPolicy PATIENT =
            new RetryPolicy(Duration.ofMillis(700), Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofHours(1));
    private static final RetryPolicy BRIEF = new RetryPolicy(
            Duration.ofMillis(300), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofSeconds(-1));

    @TempDir
    private Path folder;

    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();
    private final List<Closeable> opened = new ArrayList<>();

    @BeforeEach
    void writeSecret() throws IOException {
        Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @AfterEach
    void stop() throws IOException {
        for (Closeable one : opened) {
            one.close();
        }
    }

    @Test
    void anAlertIsPostedWithItsSignature() throws IOException {
        HookServer server = server(HookServer.OK);
        AlertRecorder recorder = recorder(PATIENT, server);
        fail(recorder, "run");

        await().atMost(LIMIT).until(() -> counts.containsKey("sent a"));
        HookServer.Received request = server.received.get(0);
        assertThat(request.line()).isEqualTo("POST /hook HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("content-type", "application/cloudevents+json; charset=UTF-8")
                .containsEntry("webhook-id", "run/failed/failed-1")
                .containsEntry("webhook-timestamp", Long.toString(AlertHistory.BEGINNING.getEpochSecond()))
                .containsEntry(
                        "webhook-signature",
                        WebhookSecret.read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                                .signature(
                                        "run/failed/failed-1",
                                        AlertHistory.BEGINNING.getEpochSecond(),
                                        request.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(request.body()).contains("\"id\":\"run/failed/failed-1\"");
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 Oops\r\n\r\n",
                "HTTP/1.1 503 Later\r\nRetry-After: 0\r\n\r\n",
                "HTTP/1.1 429 Slow\r\nRetry-After: Sat, 28 Nov 2026 00:00:00 GMT\r\n\r\n",
                "HTTP/1.1 429 Slow\r\nRetry-After: soon\r\n\r\n",
                "HTTP/1.1 408 Late\r\n\r\n",
                "",
                "nonsense"
            })
    void whatMayPassIsTriedAgainWithTheSameId(String answer) throws IOException {
        HookServer server = server(answer, answer, HookServer.OK);
        fail(recorder(PATIENT, server), "run");

        await().atMost(LIMIT).until(() -> counts.containsKey("sent a"));
        assertThat(server.received).hasSize(3);
        assertThat(server.received.stream()
                        .map(one -> one.headers().get("webhook-id"))
                        .distinct())
                .hasSize(1);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 400 Bad | status 400",
                "HTTP/1.1 404 Gone | status 404",
                "HTTP/1.1 302 Found | status 302, a redirect, which is not followed"
            })
    void whatIsFinalIsReportedAndTheNextAlertGoesOn(String answer, String reason) throws IOException {
        HookServer other = server(HookServer.OK);
        HookServer server = server(answer + "\r\nLocation: " + other.url() + "\r\n\r\n", HookServer.OK);
        AlertRecorder recorder = recorder(PATIENT, server);
        fail(recorder, "run");
        await().atMost(LIMIT).until(() -> counts.containsKey("failed a"));
        fail(recorder, "next");

        await().atMost(LIMIT).until(() -> counts.containsKey("sent a"));
        assertThat(other.received).isEmpty();
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.place()).isEqualTo("alert failed for a");
            assertThat(failure.reason()).isEqualTo("not delivered: " + reason);
        });
    }

    @Test
    void deadSlowAndEndlessDestinationsDelayNoOther() throws IOException {
        HookServer hangs = hook((number, request, client) -> await().forever().until(client::isClosed));
        HookServer endless = hook((number, request, client) -> {
            client.getOutputStream().write("HTTP/1.1 503 x\r\n".getBytes(StandardCharsets.UTF_8));
            while (!client.isClosed()) {
                client.getOutputStream().write(new byte[10_000]);
            }
        });
        HookServer huge = hook((number, request, client) -> {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 100_000; i++) {
                client.getOutputStream().write(new byte[10_000]);
            }
        });
        HookServer gone = server(HookServer.OK);
        gone.close();
        HookServer good = server(HookServer.OK);
        AlertRecorder recorder = recorder(PATIENT, hangs, endless, huge, gone, good);
        for (int run = 0; run < 20; run++) {
            fail(recorder, "run-" + run);
        }

        await().atMost(LIMIT).until(() -> counts.getOrDefault("sent e", 0) == 20);
        assertThat(good.received.stream()
                        .map(one -> one.headers().get("webhook-id"))
                        .distinct())
                .hasSize(20);
        assertThat(recorder.waiting("a")).isEqualTo(20);
        await().atMost(LIMIT).until(() -> counts.getOrDefault("sent c", 0) > 0);
    }

    @Test
    void anAlertThatIsNeverTakenIsGivenUpAndReported() throws IOException {
        HookServer server = server("HTTP/1.1 500 Oops\r\n\r\n");
        AlertRecorder recorder = recorder(BRIEF, server);
        fail(recorder, "run");

        await().atMost(LIMIT).until(() -> counts.containsKey("failed a"));
        assertThat(server.received).hasSize(RetryPolicy.LEAST_TRIES);
        assertThat(failures.get(0).reason()).isEqualTo("not delivered: status 500, in each of 3 tries");
    }

    @Test
    void whatDoesNotFitIsReported() throws IOException {
        HookServer server = hook((number, request, client) -> await().forever().until(client::isClosed));
        AlertRecorder recorder = recorder(PATIENT, server);
        for (int run = 0; run < DestinationQueue.MOST_WAITING + 5; run++) {
            record(recorder, failed("run-" + run));
        }
        assertThat(recorder.write()).isTrue();

        assertThat(failures).hasSize(5).allMatch(failure -> failure.reason()
                .contains("more than 1000 alerts are waiting"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "http://localhost:1/",
                "http://169.254.169.254/",
                "http://[::1]:1/",
                "http://10.0.0.1/"
            })
    void aPrivateAddressIsNotToldUnlessTheListHasIt(String url) throws IOException {
        Path file = Files.writeString(folder.resolve("alerts.yaml"), file(List.of(url)));
        AlertRecorder recorder = recorder(AlertsFile.read(file), PrivateDestinations.read("10.9.9.9"), PATIENT);
        fail(recorder, "run");

        await().atMost(LIMIT).until(() -> counts.containsKey("failed a"));
        assertThat(failures.get(0).reason()).contains("which epochal.private-destinations does not allow");
    }

    @Test
    void theNextProcessSendsWhatWasNotTakenAndNothingElse() throws IOException {
        HookServer down = server("HTTP/1.1 503 x\r\nRetry-After: 3600\r\n\r\n");
        HookServer good = server(HookServer.OK);
        AlertRecorder first = recorder(PATIENT, down, good);
        fail(first, "run");
        await().atMost(LIMIT).until(() -> counts.containsKey("sent b") && !down.received.isEmpty());
        await().atMost(LIMIT).until(first::write);
        first.close();
        HookServer up = server(HookServer.OK);

        AlertRecorder next = recorder(PATIENT, up, good);
        // The log is read again from its beginning.
        fail(next, "run");

        await().atMost(LIMIT).until(() -> counts.containsKey("sent a"));
        assertThat(up.received.get(0).headers()).containsEntry("webhook-id", "run/failed/failed-1");
        assertThat(good.received).hasSize(1);
        await().atMost(LIMIT).until(next::write);
        next.close();
        HookServer after = server(HookServer.OK);
        fail(recorder(PATIENT, after, good), "run");
        assertThat(after.received).isEmpty();
        assertThat(good.received).hasSize(1);
    }

    @Test
    void aNewFileOfRulesDoesNotTellOfOldRuns() throws IOException {
        HookServer server = server(HookServer.OK);
        Path file = Files.writeString(folder.resolve("alerts.yaml"), file(List.of(server.url())));
        AlertRecorder recorder = recorder(
                AlertsFile.read(file), PrivateDestinations.ALL, PATIENT, Clock.offset(NOW, Duration.ofHours(1)));
        fail(recorder, "old");
        record(recorder, failed("new"), AlertHistory.BEGINNING.plus(Duration.ofHours(2)));
        assertThat(recorder.write()).isTrue();

        await().atMost(LIMIT).until(() -> counts.containsKey("sent a"));
        assertThat(server.received).hasSize(1);
        assertThat(server.received.get(0).body()).contains("\"subject\":\"new\"");
    }

    @Test
    void aRunThatNamesADestinationThatThereIsNotIsReported() throws IOException {
        AlertRecorder recorder = recorder(PATIENT, server(HookServer.OK));
        AlertHistory history =
                new AlertHistory("run", List.of(Map.of("type", "Alert", "on", "run_ended", "to", "nobody")));
        record(recorder, history.started().ended(RunStatus.COMPLETED, "").events());

        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure.reason())
                .isEqualTo("to must name destinations of epochal.alerts.file, which has a; found \"nobody\""));
    }

    @Test
    void aFileOfWhatWasToldThatIsNoneIsReportedAndOtherRunsAreTold() throws IOException {
        Path runs = Files.createDirectories(folder.resolve("recordings/.alerts/runs"));
        Files.writeString(runs.resolve("broken.json"), "{");
        Files.createDirectory(runs.resolve("folder.json"));
        HookServer server = server(HookServer.OK);
        AlertRecorder recorder = recorder(PATIENT, server);
        for (String run : List.of("broken", "folder", "good")) {
            fail(recorder, run);
        }

        await().atMost(LIMIT).until(() -> counts.containsKey("sent a"));
        assertThat(server.received).hasSize(1);
        assertThat(failures)
                .extracting(RecordingFailure::run)
                .contains("broken", "folder")
                .doesNotContain("good");
    }

    private HookServer server(String... answers) throws IOException {
        HookServer server = HookServer.answering(answers);
        opened.add(server);
        return server;
    }

    private HookServer hook(HookServer.Conversation conversation) throws IOException {
        HookServer server = new HookServer(conversation);
        opened.add(server);
        return server;
    }

    /** Destinations are called a, b, c and so on; each is told of failed runs. */
    private AlertRecorder recorder(RetryPolicy policy, HookServer... servers) throws IOException {
        List<String> urls = List.of(servers).stream().map(HookServer::url).toList();
        Path file = Files.writeString(folder.resolve("alerts.yaml"), file(urls));
        return recorder(AlertsFile.read(file), PrivateDestinations.read("127.0.0.1"), policy);
    }

    private static String file(List<String> urls) {
        StringBuilder text = new StringBuilder("destinations:\n");
        List<String> names = new ArrayList<>();
        for (String url : urls) {
            names.add(Character.toString('a' + names.size()));
            text.append("  ")
                    .append(names.get(names.size() - 1))
                    .append(": {url: \"")
                    .append(url)
                    .append("\", secret-file: secret}\n");
        }
        return text + "rules:\n  - {name: failed, on: run_failed, to: " + names + "}\n";
    }

    private AlertRecorder recorder(AlertSettings settings, PrivateDestinations allowed, RetryPolicy policy) {
        return recorder(settings, allowed, policy, NOW);
    }

    private AlertRecorder recorder(
            AlertSettings settings, PrivateDestinations allowed, RetryPolicy policy, Clock clock) {
        AlertCounts counting = new AlertCounts() {
            @Override
            public void sent(String destination) {
                counts.merge("sent " + destination, 1, Integer::sum);
            }

            @Override
            public void failed(String destination) {
                counts.merge("failed " + destination, 1, Integer::sum);
            }
        };
        AlertRecorder recorder = new AlertRecorder(
                settings, folder.resolve("recordings"), allowed, counting, failures::add, clock, policy);
        opened.add(recorder::close);
        recorder.begin();
        return recorder;
    }

    private static List<TrainingEvent> failed(String run) {
        return new AlertHistory(run, List.of())
                .started()
                .ended(RunStatus.FAILED, "no memory")
                .events();
    }

    private static void fail(AlertRecorder recorder, String run) {
        record(recorder, failed(run));
        var unused = recorder.write();
    }

    private static void record(AlertRecorder recorder, List<TrainingEvent> events) {
        record(recorder, events, AlertHistory.BEGINNING);
    }

    private static void record(AlertRecorder recorder, List<TrainingEvent> events, Instant stored) {
        events.forEach(event -> recorder.record(event, stored));
    }
}
