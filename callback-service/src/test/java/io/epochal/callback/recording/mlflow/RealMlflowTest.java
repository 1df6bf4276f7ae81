package io.epochal.callback.recording.mlflow;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
    private static Process server;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = program();
        Assumptions.assumeTrue(program.isPresent(), "no mlflow on the PATH, and none in EPOCHAL_TEST_MLFLOW");
        int port = freePort();
        ProcessBuilder process = new ProcessBuilder(
                program.orElseThrow().toString(),
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
                .redirectOutput(folder.resolve("mlflow.log").toFile())
                .start();
        address = URI.create("http://127.0.0.1:" + port);
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
        if (server != null) {
            List<ProcessHandle> all = Stream.concat(server.descendants(), Stream.of(server.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
        }
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
