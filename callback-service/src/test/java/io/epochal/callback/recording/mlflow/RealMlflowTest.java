package io.epochal.callback.recording.mlflow;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recorder beside MLflow's own server from PyPI, {@code mlflow} on the PATH or {@code EPOCHAL_TEST_MLFLOW}; skipped where there is
 * none.
 */
@Tag("slow")
class RealMlflowTest extends MlflowScenarios {
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static URI address;
    private static @Nullable Process server;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = program();
        Assumptions.assumeTrue(program.isPresent(), "no mlflow on the PATH, and none in EPOCHAL_TEST_MLFLOW");
        int port = freePort();
        address = URI.create("http://127.0.0.1:" + port);
        serve(program.orElseThrow(), port);
    }

    private static void serve(Path program, int port) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                program.toString(),
                "server",
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db"),
                "--artifacts-destination",
                folder.resolve("artifacts").toString(),
                "--workers",
                "1",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port));
        process.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
        server = process.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mlflow.log").toFile()))
                .start();
        MlflowServer asked = new MlflowServer(
                new MlflowSettings(address, Optional.empty(), Optional.empty(), "epochal", Duration.ofSeconds(5)));
        await().atMost(START).pollInterval(Duration.ofMillis(500)).until(() -> {
            asked.allow(Duration.ofSeconds(5));
            return asked.answers();
        });
    }

    private static Optional<Path> program() {
        String named = System.getenv("EPOCHAL_TEST_MLFLOW");
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(one -> Path.of(one, "mlflow"));
        return Stream.concat(Stream.ofNullable(named).map(Path::of), onPath)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** It has children, which would go on without it. */
    @AfterAll
    static void stop() {
        Process running = server;
        if (running != null) {
            List<ProcessHandle> all = Stream.concat(running.descendants(), Stream.of(running.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
        }
    }

    @Test
    void aServerThatIsKilledWhileItIsWrittenToHasEachPointOnce() throws Exception {
        int epochs = 400;
        List<String> expected = new ArrayList<>();
        MlflowRecorder recorder = recorder();
        recorder.add(started("killed", 1));
        assertThat(recorder.write()).isTrue();
        CompletableFuture<Void> killed =
                CompletableFuture.runAsync(RealMlflowTest::stop, delayedExecutor(1, TimeUnit.SECONDS));
        boolean failed = false;
        for (int epoch = 0; epoch < epochs || !failed; epoch++) {
            recorder.add(epoch("killed", 1, 1 + epoch, epoch, Map.of("loss", 1.0 / (1 + epoch))));
            expected.add(epoch + "=" + 1.0 / (1 + epoch));
            // One by one while it is up, and all that have come meanwhile when it is up again.
            failed |= !recorder.write();
        }
        killed.join();
        serve(program().orElseThrow(), address.getPort());
        await().atMost(START).until(recorder::write);

        assertThat(failures).isEmpty();
        assertThat(view().points(view().runs("killed").get(0), "loss")).containsExactlyElementsOf(expected);
    }

    @Override
    URI address() {
        return address;
    }

    /** MLflow stores the largest number in its place. */
    @Override
    String infinity() {
        return "1.7976931348623157E308";
    }
}
