package io.epochal.checkpoint;

import java.io.IOException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The MinIO client against a real MinIO, where one is named. */
@EnabledIfEnvironmentVariable(
        named = "MINIO_TEST_ENDPOINT",
        matches = ".+",
        disabledReason = "skipped: MINIO_TEST_ENDPOINT, _ACCESS_KEY and _SECRET_KEY name no MinIO server")
class MinioServerObjectStoreTest extends ObjectStoreCompatibilityKit {
    @Override
    ObjectStore store() throws IOException {
        return new MinioObjectStore(
                System.getenv("MINIO_TEST_ENDPOINT"),
                "epochal-compatibility-kit",
                System.getenv("MINIO_TEST_ACCESS_KEY"),
                System.getenv("MINIO_TEST_SECRET_KEY"));
    }
}
