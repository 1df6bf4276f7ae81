package io.epochal.callback.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.epochal.callback.Specs;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteMonitorRecorderTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final RemoteMonitorRecorder recorder = new RemoteMonitorRecorder();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
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
    void postsAFormAsPythonDoes() {
        record(Map.of("headers", Map.of("X-Key", "k")));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies)
                .containsExactly("k data=%7B%22epoch%22%3A+3%2C+%22loss%22%3A+0.5%2C+%22val_loss%22%3A+NaN%7D"));
    }

    @Test
    void postsJsonAndTriesAgainWhenItIsRefused() {
        refusals.set(2);
        record(Map.of("send_as_json", true));

        await().atMost(LIMIT).untilAsserted(() -> assertThat(bodies)
                .containsExactly("null {\"epoch\": 3, \"loss\": 0.5, \"val_loss\": NaN}"));
    }

    private void record(Map<String, Object> settings) {
        Map<String, Object> callback = new TreeMap<>(settings);
        callback.put("type", "RemoteMonitor");
        callback.put("root", "http://127.0.0.1:" + server.getAddress().getPort());
        RunSpec spec = Specs.with(List.of(), List.of(callback));
        recorder.record(
                new RunStarted("run", 1, 0, Instant.EPOCH, spec, List.of(28, 28, 1), 1, 1, "cpu", spec.callbacks()));
        recorder.record(new VerdictApplied(
                "run",
                1,
                1,
                Instant.EPOCH,
                0,
                3,
                1,
                List.of(),
                List.of(),
                List.of(new Verdict.Recording(0, Metrics.of(Map.of("loss", 0.5, "val_loss", Double.NaN)))),
                0.1));
    }
}
