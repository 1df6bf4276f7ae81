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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** MLflow's own server from PyPI, {@code mlflow} on the PATH or {@code EPOCHAL_TEST_MLFLOW}, on a SQLite database. */
final class MlflowProcess implements AutoCloseable {
    static final Duration START = Duration.ofMinutes(2);

    private final Path folder;
    private final Path program;
    private final int port;
    private @Nullable Process server;

    /** Skips the test where there is no such program. */
    MlflowProcess(Path folder) throws IOException {
        Optional<Path> found = program();
        Assumptions.assumeTrue(found.isPresent(), "no mlflow on the PATH, and none in EPOCHAL_TEST_MLFLOW");
        this.program = found.orElseThrow();
        this.folder = folder;
        this.port = freePort();
        start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Where it was before. */
    void start() throws IOException {
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
                new MlflowSettings(address(), Optional.empty(), Optional.empty(), "epochal", Duration.ofSeconds(5)));
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

    /** Kills it. It has children, which would go on without it. */
    @Override
    public void close() {
        Process running = server;
        if (running != null) {
            List<ProcessHandle> all = Stream.concat(running.descendants(), Stream.of(running.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
        }
    }
}
