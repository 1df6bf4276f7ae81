package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.MinioClient;
import io.minio.StatObjectArgs;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every S3 server must do behind the MinIO client. */
abstract class S3CompatibilityKit extends ObjectStoreCompatibilityKit {
    private static final String BUCKET = "epochal-compatibility-kit";
    private static final int PART = 5 << 20;
    private static final int BUFFERS = 8 << 20;

    record Server(String endpoint, String accessKey, String secretKey, String bucket) {
        Server(String endpoint, String accessKey, String secretKey) {
            this(endpoint, accessKey, secretKey, BUCKET);
        }

        Server at(String otherEndpoint) {
            return new Server(otherEndpoint, accessKey, secretKey, bucket);
        }

        MinioObjectStore store() throws IOException {
            return new MinioObjectStore(endpoint, bucket, accessKey, secretKey);
        }
    }

    abstract Server server();

    @Override
    ObjectStore store() throws IOException {
        return server().store();
    }

    /** The ETag of an object that came in parts ends in their number. */
    @Test
    void whatIsLargeGoesUpInParts() throws Exception {
        store().put(prefix + "large", Content.of(bytes(LARGE, 7)));

        MinioClient client = MinioClient.builder()
                .endpoint(server().endpoint())
                .credentials(server().accessKey(), server().secretKey())
                .build();
        String etag = client.statObject(StatObjectArgs.builder()
                        .bucket(server().bucket())
                        .object(prefix + "large")
                        .build())
                .etag();
        assertThat(etag).matches("[0-9a-f]{32}-3");
    }

    @ParameterizedTest
    @CsvSource({"3145728, 1048576", "12582912, 1048576", "12582912, 7340032"})
    void aConnectionThatIsCutLeavesWhatWasThere(int size, long cutAfter) throws IOException {
        store().put(prefix + "old", content("old"));

        for (String key : new String[] {"old", "new"}) {
            try (CuttingProxy proxy = new CuttingProxy(server().endpoint())) {
                ObjectStore store = server().at(proxy.endpoint()).store();
                proxy.cutAfter(cutAfter);
                assertThatThrownBy(() -> store.put(prefix + key, Content.of(bytes(size, 7))))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(prefix + key);
            }
        }
        assertThat(read("old")).asString().isEqualTo("old");
        assertThat(store().get(prefix + "new")).isEmpty();
    }

    @Test
    void whatIsLargeIsReadNoFurtherAheadThanAPart() throws IOException {
        int size = 40 << 20;
        try (CuttingProxy proxy = new CuttingProxy(server().endpoint())) {
            ObjectStore store = server().at(proxy.endpoint()).store();
            AtomicLong read = new AtomicLong();
            AtomicLong mostAhead = new AtomicLong();
            store.put(
                    prefix + "large",
                    watched(
                            bytes(size, 7),
                            count -> mostAhead.accumulateAndGet(read.addAndGet(count) - proxy.passed(), Math::max)));

            assertThat(read).hasValueGreaterThanOrEqualTo(size);
            assertThat(mostAhead.get()).isLessThanOrEqualTo(PART + BUFFERS);
        }
    }

    private static Content watched(byte[] bytes, LongConsumer onRead) {
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new FilterInputStream(new ByteArrayInputStream(bytes)) {
                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        int count = super.read(into, offset, length);
                        onRead.accept(Math.max(0, count));
                        return count;
                    }
                };
            }
        };
    }
}
