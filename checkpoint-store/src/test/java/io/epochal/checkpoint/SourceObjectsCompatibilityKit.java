package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every S3 server must do for objects that runs read in place. */
abstract class SourceObjectsCompatibilityKit {
    private static final String OWN = "epochal";
    private static final int PART = 5 << 20;

    final String bucket = "data-" + UUID.randomUUID();
    MinioClient user;
    SourceObjects objects;

    abstract S3Access access();

    @BeforeEach
    void makeBucket() throws Exception {
        user = access().client();
        user.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
        objects = new S3SourceObjects(access(), new ReadableBuckets(OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.csv", "a b/c+d.csv", "%2e%2e/rows", "ä/日本.npz", "a?b#c&d=e", "x/..y"})
    void readsWhatWasThereWhenItWasPinned(String key) throws Exception {
        put(key, "one");

        ObjectPin pin = objects.pin(at(key));

        assertThat(pin.size()).isEqualTo(3);
        assertThat(read(key, pin)).isEqualTo("one");
    }

    @Test
    void anObjectThatHasChangedIsSaid() throws Exception {
        put("rows.csv", "one");
        ObjectPin pin = objects.pin(at("rows.csv"));
        put("rows.csv", "two");

        assertThatThrownBy(() -> read("rows.csv", pin))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageStartingWith("s3://" + bucket + "/rows.csv has changed since the run was submitted, when it"
                        + " had ETag " + pin.etag());
    }

    @Test
    void anObjectThatIsGoneIsSaid() throws Exception {
        put("rows.csv", "one");
        ObjectPin pin = objects.pin(at("rows.csv"));
        user.removeObject(
                RemoveObjectArgs.builder().bucket(bucket).object("rows.csv").build());

        assertThatThrownBy(() -> read("rows.csv", pin))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageStartingWith(
                        "s3://" + bucket + "/rows.csv is gone since the run was submitted, with ETag " + pin.etag());
    }

    @Test
    void anObjectThatIsNotThereIsNotPinned() {
        assertThatThrownBy(() -> objects.pin(at("none")))
                .isInstanceOf(StoreRefusal.class)
                .hasMessage("s3://" + bucket + "/none is not there");
        assertThatThrownBy(() -> objects.pin(new ObjectLocation("no-such-bucket-" + bucket.substring(10), "a")))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageEndingWith("/a is not there");
    }

    @Test
    void anObjectThatCameInPartsIsPinnedByItsETag() throws Exception {
        byte[] large = new byte[PART + 1];
        user.putObject(PutObjectArgs.builder().bucket(bucket).object("large").stream(
                        new ByteArrayInputStream(large), -1L, (long) PART)
                .build());

        ObjectPin pin = objects.pin(at("large"));

        assertThat(pin.etag()).matches("[0-9a-f]{32}-2");
        assertThat(pin.size()).isEqualTo(PART + 1);
        try (InputStream in = objects.open(at("large"), pin)) {
            assertThat(in.readAllBytes()).isEqualTo(large);
        }
    }

    @Test
    void aPinOfAnotherSizeIsNotBelieved() throws Exception {
        put("rows.csv", "one");
        ObjectPin pin = objects.pin(at("rows.csv"));

        assertThatThrownBy(() -> read("rows.csv", new ObjectPin(pin.etag(), pin.version(), 2)))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining("has changed");
    }

    @Test
    void otherCredentialsMayNotRead() throws Exception {
        put("rows.csv", "one");
        S3Access stranger = new S3Access(access().endpoint(), access().accessKey(), "not-the-secret");
        SourceObjects asked = new S3SourceObjects(stranger, new ReadableBuckets(OWN));

        assertThatThrownBy(() -> asked.pin(at("rows.csv")))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageStartingWith("s3://" + bucket + "/rows.csv may not be read with the credentials");
        assertThat(stranger).asString().doesNotContain("not-the-secret");
    }

    @Test
    void theStacksOwnBucketIsNoData() {
        ObjectLocation checkpoint = new ObjectLocation(OWN, "runs/a/state.json");

        assertThatThrownBy(() -> objects.pin(checkpoint))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining("epochal is the stack's own bucket");
        assertThatThrownBy(() -> objects.open(checkpoint, new ObjectPin("a", null, 1)))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining("epochal is the stack's own bucket");
    }

    @Test
    void otherBucketsThanThoseAllowedAreNoData() throws Exception {
        put("rows.csv", "one");
        SourceObjects narrow =
                new S3SourceObjects(access(), new ReadableBuckets(OWN, Optional.of(Set.of("training-data"))));
        SourceObjects wide = new S3SourceObjects(access(), new ReadableBuckets(OWN, Optional.of(Set.of(bucket))));

        assertThatThrownBy(() -> narrow.pin(at("rows.csv")))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageEndingWith("only objects of these buckets may be: training-data");
        assertThat(wide.pin(at("rows.csv")).size()).isEqualTo(3);
    }

    ObjectLocation at(String key) {
        return new ObjectLocation(bucket, key);
    }

    void put(String key, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        user.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                        new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                .build());
    }

    String read(String key, ObjectPin pin) throws IOException {
        try (InputStream in = objects.open(at(key), pin)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
