package io.epochal.callback.recording.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.epochal.callback.Specs;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RunEvents;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RemoteMonitorRecorderTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<RecordingFailure> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private RemoteMonitorRecorder recorder;
    private HttpServer server;

    @TempDir
    private Path root;

    @BeforeEach
    void listen() throws IOException {
        recorder = new RemoteMonitorRecorder(root, PrivateDestinations.ALL, failures::add);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/publish/epoch/end/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = refusals.getAndDecrement() > 0 ? 503 : 200;
            if (status == 200) {
                bodies.add(exchange.getRequestHeaders().getFirst("X-Key") + " " + body);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        recorder.close();
        server.stop(0);
    }

    @Test
    void postsAFormAsPythonDoes() throws IOException {
        record(Map.of("headers", Map.of("X-Key", "k")));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies)
                .containsExactly("k data=%7B%22epoch%22%3A+3%2C+%22loss%22%3A+0.5%2C+%22val_loss%22%3A+NaN%7D"));
    }

    @Test
    void postsJsonAndRetriesWhenItIsRejected() throws IOException {
        refusals.set(2);
        record(Map.of("send_as_json", true));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies)
                .containsExactly("null {\"epoch\": 3, \"loss\": 0.5, \"val_loss\": NaN}"));
    }

    @Test
    void postsAnEpochOnceThoughItIsTrainedAgainAfterAResume() throws IOException {
        RunSpec spec = spec(Map.of("send_as_json", true));
        recorder.record(started(spec));
        recorder.record(applied(1, 2, 0));
        recorder.record(applied(1, 4, 1));
        recorder.record(resumed(spec));
        recorder.record(applied(2, 2, 1));
        recorder.record(applied(2, 4, 2));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(epochs()).containsExactly(0, 1, 2));
    }

    @Test
    void postsEachRoundOnceOfAProgramThatIsNotOurTrainer() {
        List<Map<String, Object>> callbacks = spec(Map.of("send_as_json", true)).callbacks();
        Map<String, Double> logs = Map.of("loss", 0.5);
        recorder.record(RunEvents.attached("run", 1, callbacks));
        RunEvents.round("run", 1, 1, 0, logs, callbacks).forEach(recorder::record);
        RunEvents.round("run", 1, 3, 1, logs, callbacks).forEach(recorder::record);
        recorder.record(RunEvents.reattached("run", 2, 1, 3, callbacks));
        RunEvents.round("run", 2, 1, 1, logs, callbacks).forEach(recorder::record);
        RunEvents.round("run", 2, 3, 2, logs, callbacks).forEach(recorder::record);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(epochs()).containsExactly(0, 1, 2));
        assertThat(failures).isEmpty();
    }

    @Test
    void postsAnEpochOnceThoughItIsReadAgainAfterARestart() throws IOException {
        RunSpec spec = spec(Map.of("send_as_json", true));
        recorder.record(started(spec));
        recorder.record(applied(1, 2, 0));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(epochs()).containsExactly(0));
        recorder.close();
        recorder = new RemoteMonitorRecorder(root, PrivateDestinations.ALL, failures::add);
        recorder.record(applied(1, 2, 0));
        recorder.record(applied(1, 4, 1));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(epochs()).containsExactly(0, 1));
    }

    @Test
    void continuesPostingWhenTheRecordingsAreDeleted() throws IOException {
        recorder.record(started(spec(Map.of("send_as_json", true))));
        recorder.record(applied(1, 2, 0));
        Files.delete(root.resolve("run/.posted.json"));
        Files.delete(root.resolve("run"));
        recorder.record(applied(1, 2, 0));
        recorder.record(applied(1, 4, 1));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(epochs()).containsExactly(0, 1));
    }

    @Test
    void followsItsPositionWhenAUserChangesTheListAndPostsNoEpochAgain() throws IOException {
        RunSpec spec = spec(Map.of("send_as_json", true));
        Map<String, Object> monitor = spec.callbacks().get(0);
        recorder.record(started(spec));
        recorder.record(applied(1, 2, 0));
        recorder.record(ended(3, List.of(Map.of("type", "EarlyStopping"))));
        recorder.record(applied(1, 4, 1));
        recorder.record(ended(5, List.of(monitor, monitor)));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(epochs()).containsExactly(0));
        recorder.close();
        recorder = new RemoteMonitorRecorder(root, PrivateDestinations.ALL, failures::add);
        recorder.record(applied(1, 6, 0));
        recorder.record(applied(1, 6, 2));
        recorder.record(ended(7, List.of(Map.of("type", "EarlyStopping"), monitor)));
        recorder.record(applied(1, 8, 3));
        recorder.record(ended(9, List.of(monitor)));
        recorder.record(applied(1, 10, 4));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(epochs()).containsExactly(0, 2, 4));
    }

    private static EpochEnded ended(long sequence, List<Map<String, Object>> callbacks) {
        return new EpochEnded(
                "run",
                1,
                sequence,
                Instant.EPOCH,
                TrainingParams.of(Specs.with(List.of(), callbacks)),
                0,
                1,
                Metrics.NONE,
                0.1,
                1,
                false,
                callbacks);
    }

    private List<Integer> epochs() {
        return bodies.stream()
                .map(body -> Integer.valueOf(body.replaceAll(".*\"epoch\": ([0-9]+),.*", "$1")))
                .toList();
    }

    private void record(Map<String, Object> settings) throws IOException {
        recorder.record(started(spec(settings)));
        recorder.record(applied(1, 1, 3));
    }

    private RunSpec spec(Map<String, Object> settings) {
        Map<String, Object> callback = new TreeMap<>(settings);
        callback.put("type", "RemoteMonitor");
        callback.put("root", "http://127.0.0.1:" + server.getAddress().getPort());
        return Specs.with(List.of(), List.of(callback));
    }

    private static RunStarted started(RunSpec spec) {
        return new RunStarted("run", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 1, 1, "cpu", spec.callbacks());
    }

    private static RunResumed resumed(RunSpec spec) {
        return new RunResumed("run", 2, 0, Instant.EPOCH, spec, 1, 1, 1, 1, 1, "key", 1, 1, "cpu");
    }

    private static VerdictApplied applied(int attempt, long sequence, int epoch) {
        return new VerdictApplied(
                "run",
                attempt,
                sequence,
                Instant.EPOCH,
                sequence - 1,
                epoch,
                epoch + 1,
                List.of(),
                List.of(),
                List.of(new Verdict.Recording(0, Metrics.of(Map.of("loss", 0.5, "val_loss", Double.NaN)))),
                0.1);
    }
}
