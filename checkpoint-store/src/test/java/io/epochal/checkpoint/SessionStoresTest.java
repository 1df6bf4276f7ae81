package io.epochal.checkpoint;

import static io.epochal.checkpoint.ObjectStoreCompatibilityKit.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials for each run, from a MinIO. */
@Tag("slow")
class SessionStoresTest {
    private static final int PARTS = 12 * 1024 * 1024;

    @TempDir
    private static Path folder;

    private static @Nullable OwnMinio minio;
    private static S3CompatibilityKit.Server trainer;
    private static ObjectStore whole;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> server = OwnMinio.installed("minio");
        if (server.isEmpty() || OwnMinio.installed("mc").isEmpty()) {
            Assumptions.abort("skipped: credentials for each run are tried only with minio and mc on the PATH");
        }
        OwnMinio started = OwnMinio.start(server.get(), folder);
        minio = started;
        MinioUsers users = new MinioUsers(started.server(), "epochal", folder);
        users.makeTheBucket();
        trainer = users.with(Files.readString(Path.of("../k8s/overlays/local/policy.json")));
        whole = new MinioObjectStore(trainer.endpoint(), "epochal", trainer.accessKey(), trainer.secretKey());
    }

    @AfterAll
    static void stop() {
        if (minio != null) {
            minio.close();
        }
    }

    private static SessionStores stores(String sts, String secret) {
        S3Access access = new S3Access(trainer.endpoint(), trainer.accessKey(), secret);
        return new SessionStores(access, "epochal", sts, Optional.empty(), UnaryOperator.identity());
    }

    private static SessionStores stores() {
        return stores(trainer.endpoint(), trainer.secretKey());
    }

    @Test
    void aRunsStoreDoesAllThatItsAttemptsAndCheckpointsNeed() throws IOException {
        ObjectStore own = stores().of("one");
        assertThat(new Attempts(own, "one").claim(0, new Attempts.Claimant("test", "ticket", false)))
                .contains(1);
        assertThat(new Checkpoints(own, "one").newest().checkpoint()).isEmpty();
        assertThat(new Checkpoints(own, "one").over()).isFalse();
        byte[] large = new byte[PARTS];
        own.put("runs/one/checkpoints/large", Content.of(large));
        assertThat(own.putIfAbsent("runs/one/first", content("a"))).isTrue();
        assertThat(own.putIfAbsent("runs/one/first", content("b"))).isFalse();
        assertThat(own.list("runs/one/")).contains("runs/one/checkpoints/large", "runs/one/first");
        try (InputStream in = own.get("runs/one/checkpoints/large").orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(large);
        }
        assertThat(own.get("runs/one/nothing")).isEmpty();
        own.delete(List.of("runs/one/checkpoints/large", "runs/one/first"));
        assertThat(own.list("runs/one/checkpoints/")).isEmpty();
    }

    @Test
    void itReachesNothingElse() throws IOException {
        whole.put("runs/one-more/weights", content("theirs"));
        whole.put("inputs/sha256/a", content("shared"));
        ObjectStore own = stores().of("one");
        for (String key : List.of("runs/one-more/weights", "runs/onex", "runs/", "inputs/sha256/a", "unfinished/one")) {
            assertThatThrownBy(() -> own.put(key, content("mine"))).as(key).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> own.get(key)).as(key).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> own.delete(List.of(key))).as(key).isInstanceOf(IOException.class);
        }
        for (String prefix : List.of("", "runs/", "runs/one", "runs/one-more/", "inputs/")) {
            assertThatThrownBy(() -> own.list(prefix)).as(prefix).isInstanceOf(IOException.class);
        }
        assertThat(whole.list("runs/one-more/")).containsExactly("runs/one-more/weights");
    }

    @Test
    void aServiceThatIssuesNothingIsAFailureOfTheStore() throws IOException {
        for (SessionStores stores :
                List.of(stores("http://127.0.0.1:9", trainer.secretKey()), stores(trainer.endpoint(), "wrong"))) {
            ObjectStore store = stores.of("one");
            assertThatThrownBy(() -> store.put("runs/one/a", content("a")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no credentials for one");
            assertThatThrownBy(() -> store.list("runs/one/")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void oneSessionIsEnoughForARun() throws IOException {
        SessionStores stores = stores();
        assertThat(stores.of("one")).isSameAs(stores.of("one")).isNotSameAs(stores.of("two"));
    }

    @Test
    void whatIsNoAddressIsFoundAtTheStart() {
        for (String address : List.of("minio:9000", "sts.amazonaws.com", "ftp://minio")) {
            assertThatThrownBy(() -> stores(address, trainer.secretKey()))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("EPOCHAL_S3_STS_ENDPOINT");
        }
    }

    @Test
    void noRunsNameReachesIntoThePolicy() {
        for (String run : List.of("*", "a*", "a/b", "..", "${aws:username}", "a\"b")) {
            assertThatThrownBy(() -> stores().of(run)).as(run).isInstanceOf(RuntimeException.class);
        }
    }
}
