package io.epochal.checkpoint;

import io.minio.MinioClient;
import io.minio.credentials.AssumeRoleProvider;
import io.minio.credentials.Credentials;
import io.minio.credentials.Provider;
import io.minio.errors.MinioException;
import java.net.URI;
import java.security.ProviderException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A store with credentials of its own for each run, which reach the objects of that run and no others (STS AssumeRole with a session
 * policy). They hold for an hour, and are asked for anew before they end.
 */
public final class SessionStores implements RunStores {
    private static final int SECONDS = (int) Duration.ofHours(1).toSeconds();
    private static final int MOST_STORES = 16;

    private final S3Access access;
    private final String bucket;
    private final String sts;
    private final Optional<String> role;
    private final UnaryOperator<ObjectStore> around;
    private final Map<String, ObjectStore> stores = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectStore> eldest) {
            return size() > MOST_STORES;
        }
    };

    /**
     * @param access as whom credentials are asked for
     * @param sts the address of the service that issues them; MinIO's own, or such as {@code https://sts.eu-west-1.amazonaws.com}
     * @param role its ARN, where the service needs one
     * @param around what is to be around each store
     * @throws IllegalArgumentException for an address that is none
     */
    public SessionStores(
            S3Access access, String bucket, String sts, Optional<String> role, UnaryOperator<ObjectStore> around) {
        URI address = URI.create(sts);
        if (address.getHost() == null || !String.valueOf(address.getScheme()).matches("(?i)https?")) {
            throw new IllegalArgumentException("EPOCHAL_S3_STS_ENDPOINT must be an address such as http://minio:9000 or"
                    + " https://sts.eu-west-1.amazonaws.com; found " + sts);
        }
        this.access = access;
        this.bucket = bucket;
        this.sts = sts;
        this.role = role;
        this.around = around;
    }

    @Override
    public synchronized ObjectStore of(String run) {
        ObjectStore known = stores.get(run);
        if (known == null) {
            known = around.apply(new MinioObjectStore(client(run), bucket));
            stores.put(run, known);
        }
        return known;
    }

    private MinioClient client(String run) {
        try {
            Provider sessions = new AssumeRoleProvider(
                    sts,
                    access.accessKey(),
                    access.secretKey(),
                    SECONDS,
                    policy(bucket, RunKeys.prefix(run)),
                    access.region().orElse(null),
                    role.orElse(null),
                    role.isPresent() ? "epochal-trainer" : null,
                    null,
                    StoreHttpClient.forEndpoint(sts));
            return access.client(() -> fetch(sessions, run));
        } catch (MinioException e) {
            throw new IllegalArgumentException("credentials for " + run + " from " + sts + ": " + e.getMessage(), e);
        }
    }

    /** With what the client's own failures are, so that a service which is away is tried again as the store is. */
    private Credentials fetch(Provider sessions, String run) {
        try {
            return sessions.fetch();
        } catch (ProviderException e) {
            throw new IllegalStateException("no credentials for " + run + " from " + sts + ": " + e.getMessage(), e);
        }
    }

    /** What a store does ({@code k8s/overlays/local/policy.json}), below a prefix that has no characters with a meaning in a policy. */
    static String policy(String bucket, String prefix) {
        return """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": ["s3:GetBucketLocation"], "Resource": ["arn:aws:s3:::%1$s"]},
                  {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::%1$s"],
                   "Condition": {"StringLike": {"s3:prefix": ["%2$s*"]}}},
                  {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                   "Resource": ["arn:aws:s3:::%1$s/%2$s*"]}]}
                """
                .formatted(bucket, prefix);
    }
}
