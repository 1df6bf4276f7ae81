package io.epochal.callback.store;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.S3Access;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The way to the trainers' checkpoints, which is there where an operator has given keys, and only reads. Its client is made when it is used first. */
@Singleton
public class CheckpointDoor {
    /** Why there is none. */
    public static final String NO_KEYS = "this service has no keys for the object store (EPOCHAL_S3_ACCESS_KEY)";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Optional<Opener> opener;
    private @Nullable ObjectStore store;

    /** Makes the store's client. */
    @FunctionalInterface
    public interface Opener {
        ObjectStore open();
    }

    /** @throws IllegalArgumentException where one key is without the other, or both without an address */
    @Inject
    CheckpointDoor(
            @ConfigProperty(name = "epochal.s3.endpoint") Optional<String> endpoint,
            @ConfigProperty(name = "epochal.s3.bucket") String bucket,
            @ConfigProperty(name = "epochal.s3.access-key") Optional<String> accessKey,
            @ConfigProperty(name = "epochal.s3.secret-key") Optional<String> secretKey,
            @ConfigProperty(name = "epochal.s3.region") Optional<String> region) {
        if (accessKey.isPresent() != secretKey.isPresent() || (accessKey.isPresent() && endpoint.isEmpty())) {
            throw new IllegalArgumentException("EPOCHAL_S3_ACCESS_KEY, EPOCHAL_S3_SECRET_KEY and EPOCHAL_S3_ENDPOINT"
                    + " belong together: set all of them, so that checkpoints can be read, or no key");
        }
        this.opener = endpoint.filter(server -> accessKey.isPresent())
                .map(server -> () -> new S3Access(server, accessKey.orElseThrow(), secretKey.orElseThrow(), region)
                        .reading(bucket, PATIENCE));
    }

    /** To another store; to none where it is empty. */
    public CheckpointDoor(Optional<Opener> opener) {
        this.opener = opener;
    }

    /** Whether there is one. */
    public boolean isThere() {
        return opener.isPresent();
    }

    /**
     * Those of a run. Nothing is asked of the store yet.
     *
     * @throws ExportRefusal where there is no way to them
     */
    public Checkpoints of(String run) throws ExportRefusal {
        return new Checkpoints(opened(), run);
    }

    private synchronized ObjectStore opened() throws ExportRefusal {
        ObjectStore open = store;
        if (open == null) {
            open = opener.orElseThrow(() -> new ExportRefusal(ExportRefusal.Kind.NO_STORE, NO_KEYS))
                    .open();
            store = open;
        }
        return open;
    }
}
