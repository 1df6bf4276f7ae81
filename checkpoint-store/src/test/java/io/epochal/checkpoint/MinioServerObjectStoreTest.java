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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The MinIO client against a real MinIO: the one that is named, or one that is started because {@code minio} is installed. */
class MinioServerObjectStoreTest extends S3CompatibilityKit {
    @TempDir
    private static Path folder;

    private static Server server;
    private static @Nullable Process started;

    @BeforeAll
    static void findOrStart() throws IOException {
        String endpoint = System.getenv("MINIO_TEST_ENDPOINT");
        Optional<Path> minio = installed();
        if (endpoint != null) {
            server = new Server(
                    endpoint, System.getenv("MINIO_TEST_ACCESS_KEY"), System.getenv("MINIO_TEST_SECRET_KEY"));
        } else if (minio.isPresent()) {
            server = start(minio.get());
        } else {
            Assumptions.abort(
                    "skipped: there is no minio on the PATH, and MINIO_TEST_ENDPOINT, _ACCESS_KEY and _SECRET_KEY"
                            + " name no MinIO server");
        }
    }

    private static Optional<Path> installed() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, "minio"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Server start(Path minio) throws IOException {
        Server own = new Server("http://127.0.0.1:" + freePort(), "epochal-test", "epochal-test-secret");
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
        started = command.start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> own.store() != null);
        return own;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (started != null) {
            started.destroy();
            started.waitFor();
        }
    }

    @Override
    Server server() {
        return server;
    }
}
