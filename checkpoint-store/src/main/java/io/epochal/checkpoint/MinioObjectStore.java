package io.epochal.checkpoint;

import io.epochal.protocol.field.Printable;
import io.minio.BucketExistsArgs;
import io.minio.Checksum;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectsArgs;
import io.minio.Result;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any S3 server, through the MinIO client. */
public final class MinioObjectStore implements ObjectStore {
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final long CHOOSE_PART_SIZE = -1;
    private static final int LONGEST_MESSAGE = 1500;

    private final MinioClient client;
    private final String bucket;

    /** Creates the bucket if it is not there; {@link IOException} when the server cannot be reached or refuses. */
    public MinioObjectStore(String endpoint, String bucket, String accessKey, String secretKey) throws IOException {
        this(endpoint, bucket, accessKey, secretKey, Optional.empty());
    }

    /** As the other one, for a service that has regions. */
    public MinioObjectStore(String endpoint, String bucket, String accessKey, String secretKey, Optional<String> region)
            throws IOException {
        this.client = new S3Access(endpoint, accessKey, secretKey, region).client();
        this.bucket = bucket;
        try {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            }
        } catch (MinioException | IllegalStateException e) {
            throw new IOException("bucket " + bucket + " at " + endpoint + ": " + e.getMessage(), e);
        }
    }

    /** For a bucket that is there. */
    MinioObjectStore(MinioClient client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    @Override
    public void put(String key, Content content) throws IOException {
        put(key, content, Map.of());
    }

    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        try {
            put(key, content, Map.of("If-None-Match", "*"));
            return true;
        } catch (Occupied e) {
            return false;
        }
    }

    /**
     * What is larger than 5 MiB goes up in parts of that size or more, one after the other. The condition is an extra header: the
     * client leaves its other headers out of the request that completes a multipart upload, which would then overwrite.
     */
    private void put(String key, Content content, Map<String, String> headers) throws IOException {
        try (InputStream in = content.open()) {
            client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).extraHeaders(headers).stream(
                            in, content.size(), CHOOSE_PART_SIZE)
                    // The JVM has instructions for this one; the client's default, CRC32C in plain Java, takes far
                    // longer.
                    .checksum(Checksum.Algorithm.CRC32)
                    .build());
        } catch (ErrorResponseException e) {
            int status = e.response().code();
            if (!headers.isEmpty() && (status == PRECONDITION_FAILED || status == CONFLICT)) {
                throw new Occupied(key);
            }
            throw failed("put", key, e);
        } catch (MinioException | IllegalStateException | IllegalArgumentException e) {
            throw failed("put", key, e);
        }
    }

    @Override
    public Optional<InputStream> get(String key) throws IOException {
        try {
            return Optional.of(client.getObject(
                    GetObjectArgs.builder().bucket(bucket).object(key).build()));
        } catch (ErrorResponseException e) {
            if (e.errorResponse().code().equals("NoSuchKey")) {
                return Optional.empty();
            }
            throw failed("get", key, e);
        } catch (MinioException | IllegalStateException | IllegalArgumentException e) {
            throw failed("get", key, e);
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        try {
            for (Result<Item> item : client.listObjects(ListObjectsArgs.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .recursive(true)
                    .build())) {
                keys.add(item.get().objectName());
            }
        } catch (MinioException | IllegalStateException | IllegalArgumentException e) {
            throw failed("list", prefix, e);
        }
        keys.sort(null);
        return keys;
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        List<DeleteRequest.Object> objects =
                keys.stream().map(DeleteRequest.Object::new).toList();
        try {
            for (var refused : client.removeObjects(
                    RemoveObjectsArgs.builder().bucket(bucket).objects(objects).build())) {
                throw new IOException("delete " + refused.get().objectName() + ": "
                        + refused.get().message());
            }
        } catch (MinioException | IllegalStateException | IllegalArgumentException e) {
            throw failed("delete", String.join(", ", keys), e);
        }
    }

    /** The client reports a refused connection as an {@link IllegalStateException} where it lists. */
    private IOException failed(String verb, String key, Exception cause) {
        String shown = Printable.of(verb + " " + bucket + "/" + key + ": " + cause.getMessage(), LONGEST_MESSAGE);
        return Refusals.isOne(cause) || StoreRefusal.isIn(cause)
                ? new StoreRefusal(shown, cause)
                : new IOException(shown, cause);
    }

    /** Somebody was there before. */
    private static final class Occupied extends IOException {
        private static final long serialVersionUID = 1L;

        Occupied(String key) {
            super(key + " is there already");
        }
    }
}
