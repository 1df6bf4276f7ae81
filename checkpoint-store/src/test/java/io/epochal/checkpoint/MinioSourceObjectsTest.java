package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.ObjectPin;
import io.minio.RemoveObjectArgs;
import io.minio.SetBucketVersioningArgs;
import io.minio.messages.VersioningConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects in a real MinIO, which keeps versions where a bucket is set up so. */
class MinioSourceObjectsTest extends SourceObjectsCompatibilityKit {
    private static final Path POLICY = Path.of("../k8s/overlays/local/data-policy.json");

    @TempDir
    private static Path folder;

    private static @Nullable OwnMinio minio;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = OwnMinio.installed("minio");
        if (program.isEmpty()) {
            Assumptions.abort("skipped: there is no minio on the PATH");
        }
        minio = OwnMinio.start(program.get(), folder);
    }

    @AfterAll
    static void stop() {
        if (minio != null) {
            minio.close();
        }
    }

    @Override
    S3Access access() {
        S3CompatibilityKit.Server server = Objects.requireNonNull(minio).server();
        return new S3Access(server.endpoint(), server.accessKey(), server.secretKey());
    }

    @Test
    void aVersionIsReadAfterTheObjectHasChangedOrIsDeleted() throws Exception {
        user.setBucketVersioning(SetBucketVersioningArgs.builder()
                .bucket(bucket)
                .config(new VersioningConfiguration(VersioningConfiguration.Status.ENABLED, null, null, null))
                .build());
        put("rows.csv", "one");
        ObjectPin pin = objects.pin(at("rows.csv"));
        put("rows.csv", "two");

        assertThat(pin.version()).isNotNull();
        assertThat(read("rows.csv", pin)).isEqualTo("one");
        user.removeObject(
                RemoveObjectArgs.builder().bucket(bucket).object("rows.csv").build());
        assertThat(read("rows.csv", pin)).isEqualTo("one");
        assertThatThrownBy(() -> objects.pin(at("rows.csv"))).hasMessageEndingWith("is not there");
        user.removeObject(RemoveObjectArgs.builder()
                .bucket(bucket)
                .object("rows.csv")
                .versionId(pin.version())
                .build());
        assertThatThrownBy(() -> read("rows.csv", pin))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining("is gone since the run was submitted");
    }

    /** As docker compose and the local overlay set up the trainers' user. */
    @Test
    void thePolicyForDataIsEnoughToRead() throws Exception {
        Assumptions.assumeTrue(OwnMinio.installed("mc").isPresent(), "skipped: there is no mc on the PATH");
        S3CompatibilityKit.Server root = Objects.requireNonNull(minio).server();
        put("rows.csv", "one");
        S3CompatibilityKit.Server reader = new MinioUsers(root, bucket, folder)
                .with(Files.readString(POLICY).replace("epochal-data", bucket));
        S3Access access = new S3Access(reader.endpoint(), reader.accessKey(), reader.secretKey());
        SourceObjects read = new S3SourceObjects(access, new ReadableBuckets("epochal"));

        ObjectPin pin = read.pin(at("rows.csv"));

        try (InputStream in = read.open(at("rows.csv"), pin)) {
            assertThat(in).hasContent("one");
        }
    }
}
