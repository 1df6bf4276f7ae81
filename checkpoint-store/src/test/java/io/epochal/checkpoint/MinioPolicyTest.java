package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.errors.ErrorResponseException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a store does, as the user whom {@code k8s/overlays/local} sets up with its policy; and nothing elsewhere. */
class MinioPolicyTest extends S3CompatibilityKit {
    private static final Path SETUP = Path.of("../k8s/overlays/local");
    private static final String OTHER = "other";

    @TempDir
    private static Path folder;

    private static OwnMinio minio;
    private static Server trainer;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> server = OwnMinio.installed("minio");
        if (server.isEmpty() || OwnMinio.installed("mc").isEmpty()) {
            Assumptions.abort("skipped: the rights of policy.json are tried only with minio and mc on the PATH");
        }
        minio = OwnMinio.start(server.get(), folder);
        trainer = new Server(minio.server().endpoint(), "trainer", "trainer-secret", "epochal");
        run("sh", SETUP.resolve("setup.sh").toString());
        run("mc", "mb", "local/" + OTHER);
        run("mc", "cp", SETUP.resolve("policy.json").toString(), "local/" + OTHER + "/key");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Server root = minio.server();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mc.log").toFile());
        String address = root.endpoint().replace("http://", "");
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toString(),
                        "SETUP", SETUP.toString(),
                        "MC_HOST_local", "http://" + root.accessKey() + ":" + root.secretKey() + "@" + address,
                        "ACCESS_KEY", trainer.accessKey(),
                        "SECRET_KEY", trainer.secretKey(),
                        "CALLBACK_ACCESS_KEY", "callback",
                        "CALLBACK_SECRET_KEY", "callback-secret"));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    @AfterAll
    static void stop() {
        if (minio != null) {
            minio.close();
        }
    }

    @Override
    Server server() {
        return trainer;
    }

    interface ClientCall {
        void by(MinioClient client) throws Exception;
    }

    private static final Map<String, ClientCall> ELSEWHERE = Map.of(
            "get",
                    client -> client.getObject(
                            GetObjectArgs.builder().bucket(OTHER).object("key").build()),
            "put",
                    client -> client.putObject(PutObjectArgs.builder().bucket(OTHER).object("new").stream(
                                    new ByteArrayInputStream(new byte[1]), 1L, -1L)
                            .build()),
            "list",
                    client -> client.listObjects(
                                    ListObjectsArgs.builder().bucket(OTHER).build())
                            .iterator()
                            .next()
                            .get(),
            "delete",
                    client -> client.removeObject(RemoveObjectArgs.builder()
                            .bucket(OTHER)
                            .object("key")
                            .build()),
            "make",
                    client -> client.makeBucket(
                            MakeBucketArgs.builder().bucket("a-third").build()));

    @ParameterizedTest
    @ValueSource(strings = {"get", "put", "list", "delete", "make"})
    void isRefusedElsewhere(String call) {
        MinioClient client = MinioClient.builder()
                .endpoint(trainer.endpoint())
                .credentials(trainer.accessKey(), trainer.secretKey())
                .build();
        assertThatExceptionOfType(ErrorResponseException.class)
                .isThrownBy(() -> Objects.requireNonNull(ELSEWHERE.get(call)).by(client))
                .satisfies(refusal -> assertThat(refusal.errorResponse().code()).isEqualTo("AccessDenied"));
    }

    @Test
    void aCallbackServiceReadsWhatBelongsToRunsAndNothingElse() throws IOException {
        ObjectStore written =
                new MinioObjectStore(trainer.endpoint(), trainer.bucket(), trainer.accessKey(), trainer.secretKey());
        Content one = Content.of(new byte[] {1});
        Checkpoints mine = new Checkpoints(written, "read-by-callbacks");
        mine.name("best", mine.save(new CheckpointId(0, 1, 1, true), Map.of("weights", one)), "weights", 1, 1);
        written.put("inputs/sha256/0", one);
        S3Access callback = new S3Access(trainer.endpoint(), "callback", "callback-secret");
        ObjectStore read = callback.reading(trainer.bucket(), Duration.ofSeconds(10));

        Checkpoints seen = new Checkpoints(read, "read-by-callbacks");
        Checkpoints.Named named = seen.named("best").orElseThrow();
        try (InputStream in = seen.open(named.checkpoint(), named.weights())) {
            assertThat(in.readAllBytes()).containsExactly(1);
        }
        assertThat(seen.named("worst")).isEmpty();
        assertThatIOException().isThrownBy(() -> read.get("inputs/sha256/0")).withMessageContaining("Access Denied");
        assertThatIOException().isThrownBy(() -> read.list("inputs/")).withMessageContaining("Access Denied");
        ObjectStore writing = new MinioObjectStore(callback.client(), trainer.bucket());
        assertThatIOException()
                .isThrownBy(() -> writing.put("runs/read-by-callbacks/ended", one))
                .withMessageContaining("Access Denied");
        assertThatIOException()
                .isThrownBy(() -> writing.delete(List.of("runs/read-by-callbacks/ended")))
                .withMessageContaining("Access Denied");
    }

    @Test
    void aBucketThatIsNotItsOwnIsNoStore() {
        assertThatIOException()
                .isThrownBy(
                        () -> new MinioObjectStore(trainer.endpoint(), OTHER, trainer.accessKey(), trainer.secretKey()))
                .withMessageContaining("bucket " + OTHER);
    }
}
