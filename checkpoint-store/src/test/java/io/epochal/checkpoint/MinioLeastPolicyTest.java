package io.epochal.checkpoint;

import static io.epochal.checkpoint.ObjectStoreCompatibilityKit.LARGE;
import static io.epochal.checkpoint.ObjectStoreCompatibilityKit.breakingOff;
import static io.epochal.checkpoint.ObjectStoreCompatibilityKit.bytes;
import static io.epochal.checkpoint.ObjectStoreCompatibilityKit.content;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each action of the policy that a trainer is given is needed for something that a store does. */
class MinioLeastPolicyTest {
    private static final Path POLICY = Path.of("../k8s/overlays/local/policy.json");

    @TempDir
    private static Path folder;

    private static @Nullable OwnMinio minio;
    private static MinioUsers users;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> server = OwnMinio.installed("minio");
        if (server.isEmpty() || OwnMinio.installed("mc").isEmpty()) {
            Assumptions.abort("skipped: policy.json is tried action by action only with minio and mc on the PATH");
        }
        OwnMinio started = OwnMinio.start(server.get(), folder);
        minio = started;
        users = new MinioUsers(started.server(), "epochal", folder);
        users.makeTheBucket();
    }

    @AfterAll
    static void stop() {
        if (minio != null) {
            minio.close();
        }
    }

    @Test
    void whatIsTriedHereIsAllowedByTheWholePolicy() throws IOException {
        assertThat(denied(Files.readString(POLICY), Optional.empty())).isEmpty();
    }

    static Stream<String> actions() throws IOException {
        List<String> actions = new ArrayList<>();
        for (JsonNode statement : new ObjectMapper().readTree(POLICY.toFile()).path("Statement")) {
            statement.path("Action").forEach(action -> actions.add(action.asText()));
        }
        return actions.stream();
    }

    @ParameterizedTest
    @MethodSource("actions")
    void isNotEnoughWithoutAnyOfItsActions(String action) throws IOException {
        assertThat(denied(without(action), Optional.empty())).isNotEmpty();
    }

    @Test
    void whoNamesTheRegionNeedNotAskForIt() throws IOException {
        assertThat(denied(without("s3:GetBucketLocation"), Optional.of("us-east-1")))
                .isEmpty();
    }

    /** No action is another one's, and one that no server knows does no harm. */
    private static String without(String action) throws IOException {
        String policy = Files.readString(POLICY);
        assertThat(policy).containsOnlyOnce("\"" + action + "\"");
        return policy.replace("\"" + action + "\"", "\"s3:GetBucketPolicy\"");
    }

    /** What a user with this policy cannot do of all that a store does. */
    private static List<String> denied(String policy, Optional<String> region) throws IOException {
        S3CompatibilityKit.Server user = users.with(policy);
        List<String> denied = new ArrayList<>();
        try {
            ObjectStore store =
                    new MinioObjectStore(user.endpoint(), user.bucket(), user.accessKey(), user.secretKey(), region);
            for (Use use : uses(user.accessKey() + "/")) {
                use.of(store, denied);
            }
        } catch (IOException e) {
            denied.add(String.valueOf(e.getMessage()));
        }
        return denied;
    }

    private interface Use {
        void of(ObjectStore store) throws IOException;

        default void of(ObjectStore store, List<String> denied) {
            try {
                of(store);
            } catch (IOException e) {
                denied.add(String.valueOf(e.getMessage()));
            }
        }
    }

    private static List<Use> uses(String prefix) {
        Content large = Content.of(bytes(LARGE, 7));
        return List.of(
                store -> store.put(prefix + "large", large),
                store -> store.putIfAbsent(prefix + "claim", content("first")),
                store -> breakOff(store, prefix + "broken"),
                store -> store.list(prefix),
                store -> read(store, prefix + "large"),
                store -> store.get(prefix + "nothing"),
                store -> store.delete(List.of(prefix + "large", prefix + "nothing")));
    }

    private static void read(ObjectStore store, String key) throws IOException {
        Optional<InputStream> found = store.get(key);
        if (found.isPresent()) {
            try (InputStream in = found.get()) {
                assertThat(in.readAllBytes()).hasSize(LARGE);
            }
        }
    }

    /** No listing shows an upload's parts, and only its client deletes them. */
    private static void breakOff(ObjectStore store, String key) throws IOException {
        try {
            store.put(key, breakingOff(LARGE));
        } catch (IOException e) {
            if (users.partsOf(key)) {
                throw new IOException("parts are left behind", e);
            }
        }
    }
}
