package io.epochal.callback.recording.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.epochal.callback.JsonMutation;
import io.epochal.callback.policy.alert.AlertHistory;
import io.epochal.callback.recording.MutatedEvents;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of which something is wrong, by the thousand, between those of a run of which nothing is. */
@Tag("slow")
class MutatedAlertEventsTest {
    private static final int EVENTS = 4000;
    private static final String FILE =
            """
            destinations:
              ops: {url: "%s"}
              chat: {url: "%s", format: slack}
            rules:
              - {name: ended, on: run_ended, to: [ops, chat]}
              - {name: failed, on: run_failed, to: [ops, chat]}
              - {name: lost, on: run_lost, to: ops}
              - {name: overdue, on: run_overdue, to: ops}
              - {name: late, on: run_overdue, after: 1s, to: ops}
              - {name: low, on: metric, when: "loss < 0.5", to: ops}
              - {name: high, on: metric, when: "loss > 0.1", to: ops}
              - {name: nan, on: nan, to: ops}
              - {name: rate, on: rate_lowered, to: ops}
            """;

    @TempDir
    private Path folder;

    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();

    @Test
    void affectTheirOwnRunsOnly() throws Exception {
        Random random = new Random(23);
        JsonMutation mutation = new JsonMutation(
                random,
                List.of(
                        "",
                        "..",
                        "../x",
                        "a\0b",
                        "a/b",
                        "a\r\nX: b",
                        "\ud83d\ude00\u202e",
                        "<!channel>",
                        "x".repeat(7000)));
        MutatedEvents mutants = new MutatedEvents(random, mutation, MutatedEvents.examples(), 100);
        List<TrainingEvent> innocent = new AlertHistory(
                        "innocent", List.of(Map.of("type", "Alert", "on", "nan", "to", "ops")))
                .started()
                .epoch(0, 0.4, 0.1)
                .epoch(1, Double.NaN, 0.1)
                .ended(RunStatus.FAILED, "no memory")
                .events();
        int read = 0;
        try (HookServer hook = HookServer.answering(HookServer.OK);
                AlertRecorder recorder = recorder(hook)) {
            recorder.begin();
            for (int i = 0; i < EVENTS; i++) {
                Optional<TrainingEvent> told = mutants.next(i);
                told.ifPresent(event -> recorder.record(event, Instant.now()));
                read += told.isPresent() ? 1 : 0;
                if (i % (EVENTS / 4) == 0) {
                    recorder.record(innocent.get(i / (EVENTS / 4)), Instant.now());
                }
                if (i % 500 == 499) {
                    recorder.check();
                    var unused = recorder.write();
                }
            }
            await().atMost(Duration.ofSeconds(60)).until(recorder::write);
            await().atMost(Duration.ofSeconds(60)).until(() -> recorder.waiting("ops") == 0);
            assertThat(hook.received)
                    .allSatisfy(request ->
                            assertThat(request.headers().get("webhook-id")).matches("[!-~]{1,400}"));
            assertThat(hook.received.stream()
                            .map(one -> one.headers().get("webhook-id"))
                            .filter(id -> id.startsWith("innocent/"))
                            .distinct())
                    .contains(
                            "innocent/low/epoch-0",
                            "innocent/high/epoch-0",
                            "innocent/nan/epoch-1",
                            "innocent/callbacks/nan/epoch-1",
                            "innocent/ended/ended-1",
                            "innocent/failed/failed-1");
            assertThat(hook.received).hasSizeGreaterThan(100);
        }
        assertThat(read).as("events that Java can read").isGreaterThan(EVENTS / 4);
        assertThat(failures).isNotEmpty().allSatisfy(failure -> {
            assertThat(failure.run()).isNotEqualTo("innocent");
            assertThat(failure.reason()).hasSizeLessThan(1001).matches("\\P{Cc}*");
        });
    }

    private AlertRecorder recorder(HookServer hook) throws Exception {
        Path file = Files.writeString(folder.resolve("alerts.yaml"), FILE.formatted(hook.url(), hook.url()));
        AlertCounts counts = new AlertCounts() {
            @Override
            public void sent(String destination) {}

            @Override
            public void failed(String destination) {}
        };
        return new AlertRecorder(
                AlertsFile.read(file),
                folder.resolve("recordings"),
                PrivateDestinations.read("127.0.0.1"),
                counts,
                failures::add,
                Clock.systemUTC());
    }
}
