package io.epochal.checkpoint;

import io.minio.MinioClient;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import java.time.Duration;
import java.util.Optional;
import okhttp3.OkHttpClient;

/**
 * Where an S3 server is, and as whom it is asked.
 *
 * @param region for a service that has regions
 */
public record S3Access(String endpoint, String accessKey, String secretKey, Optional<String> region) {
    public S3Access(String endpoint, String accessKey, String secretKey) {
        this(endpoint, accessKey, secretKey, Optional.empty());
    }

    /**
     * Where objects are that runs read in place: on another server where one is named, else here.
     *
     * @throws IllegalArgumentException when a server is named without keys, or keys without a server
     */
    public S3Access forData(
            Optional<String> dataEndpoint,
            Optional<String> dataAccessKey,
            Optional<String> dataSecretKey,
            Optional<String> dataRegion) {
        if (dataEndpoint.isPresent() != dataAccessKey.isPresent()
                || dataEndpoint.isPresent() != dataSecretKey.isPresent()) {
            throw new IllegalArgumentException("EPOCHAL_DATA_S3_ENDPOINT, EPOCHAL_DATA_S3_ACCESS_KEY and"
                    + " EPOCHAL_DATA_S3_SECRET_KEY belong together: set all of them or none");
        }
        return dataEndpoint.isEmpty()
                ? this
                : new S3Access(
                        dataEndpoint.get(), dataAccessKey.orElseThrow(), dataSecretKey.orElseThrow(), dataRegion);
    }

    /**
     * A bucket that is there, for who only reads, and waits no longer than this for the next bytes. Nothing is asked of the server.
     *
     * @throws IllegalArgumentException for an endpoint that is none
     */
    public ObjectStore reading(String bucket, Duration patience) {
        Provider keys = new StaticProvider(accessKey, secretKey, null);
        return new ReadOnlyStore(
                new MinioObjectStore(client(keys, StoreHttpClient.forEndpoint(endpoint, patience)), bucket));
    }

    MinioClient client() {
        return client(new StaticProvider(accessKey, secretKey, null));
    }

    /** @param credentials of others than these keys */
    MinioClient client(Provider credentials) {
        return client(credentials, StoreHttpClient.forEndpoint(endpoint));
    }

    private MinioClient client(Provider credentials, OkHttpClient http) {
        MinioClient.Builder builder = MinioClient.builder()
                .endpoint(endpoint)
                .credentialsProvider(credentials)
                .httpClient(http);
        region.ifPresent(builder::region);
        return builder.build();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return endpoint;
    }
}
