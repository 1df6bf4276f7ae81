package io.epochal.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
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

    private static @Nullable Server server;
    private static @Nullable OwnMinio started;

    @BeforeAll
    static void findOrStart() throws IOException {
        String endpoint = System.getenv("MINIO_TEST_ENDPOINT");
        Optional<Path> minio = OwnMinio.installed("minio");
        if (endpoint != null) {
            server = new Server(
                    endpoint, System.getenv("MINIO_TEST_ACCESS_KEY"), System.getenv("MINIO_TEST_SECRET_KEY"));
        } else if (minio.isPresent()) {
            started = OwnMinio.start(minio.get(), folder);
            server = started.server();
        } else {
            Assumptions.abort(
                    "skipped: there is no minio on the PATH, and MINIO_TEST_ENDPOINT, _ACCESS_KEY and _SECRET_KEY"
                            + " name no MinIO server");
        }
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    @Override
    Server server() {
        return Objects.requireNonNull(server);
    }
}
