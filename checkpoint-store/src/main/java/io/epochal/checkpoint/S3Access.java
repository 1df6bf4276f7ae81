package io.epochal.checkpoint;

import io.minio.MinioClient;
import java.util.Optional;

/**
 * Where an S3 server is, and as whom it is asked.
 *
 * @param region for a service that has regions
 */
public record S3Access(String endpoint, String accessKey, String secretKey, Optional<String> region) {
    public S3Access(String endpoint, String accessKey, String secretKey) {
        this(endpoint, accessKey, secretKey, Optional.empty());
    }

    MinioClient client() {
        MinioClient.Builder builder = MinioClient.builder()
                .endpoint(endpoint)
                .credentials(accessKey, secretKey)
                .httpClient(StoreHttpClient.forEndpoint(endpoint));
        region.ifPresent(builder::region);
        return builder.build();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return endpoint;
    }
}
