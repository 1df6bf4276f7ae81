package io.epochal.checkpoint;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A MinIO of a test's own. */
record OwnMinio(S3CompatibilityKit.Server server, Process process) implements AutoCloseable {
    /** Where a program is that is on the PATH. */
    static Optional<Path> installed(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** It answers when this returns. */
    static OwnMinio start(Path minio, Path folder) throws IOException {
        S3CompatibilityKit.Server own =
                new S3CompatibilityKit.Server("http://127.0.0.1:" + freePort(), "epochal-test", "epochal-test-secret");
        ProcessBuilder command = new ProcessBuilder(
                        minio.toString(),
                        "server",
                        "--address",
                        own.endpoint().substring("http://".length()),
                        "--console-address",
                        "127.0.0.1:" + freePort(),
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("minio.log").toFile());
        command.environment().put("MINIO_ROOT_USER", own.accessKey());
        command.environment().put("MINIO_ROOT_PASSWORD", own.secretKey());
        Process process = command.start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> own.store() != null);
        return new OwnMinio(own, process);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
