package io.epochal.checkpoint;

import io.epochal.stack.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Objects in the S3 server of the embedded stack. */
@Tag("slow")
class EmbeddedS3SourceObjectsTest extends SourceObjectsCompatibilityKit {
    @TempDir
    private static Path folder;

    private static EmbeddedS3 server;

    @BeforeAll
    static void start() throws IOException {
        server = new EmbeddedS3(folder, 0, "test", "test-secret");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    S3Access access() {
        return new S3Access(server.endpoint(), "test", "test-secret");
    }
}
