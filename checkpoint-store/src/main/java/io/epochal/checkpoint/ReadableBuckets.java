package io.epochal.checkpoint;

import io.epochal.protocol.data.ObjectLocation;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Of which buckets a run may read objects as data. Never of the stack's own, on whatever server: it has the checkpoints and inputs of
 * other runs.
 *
 * @param own the stack's bucket
 * @param allowed the buckets that may be read; empty for all others that the credentials may read
 */
public record ReadableBuckets(String own, Optional<Set<String>> allowed) {
    public ReadableBuckets {
        allowed = allowed.map(Set::copyOf);
    }

    /** All but the stack's own. */
    public ReadableBuckets(String own) {
        this(own, Optional.empty());
    }

    void require(ObjectLocation at) throws IOException {
        if (at.bucket().equals(own)) {
            throw refused(
                    at, own + " is the stack's own bucket, with the checkpoints of all runs; data must be in another");
        }
        if (allowed.isPresent() && !allowed.get().contains(at.bucket())) {
            throw refused(
                    at,
                    "only objects of these buckets may be: "
                            + String.join(", ", allowed.get().stream().sorted().toList()));
        }
    }

    private static StoreRefusal refused(ObjectLocation at, String why) {
        String message = S3SourceObjects.shown(at) + " may not be read as data: " + why;
        return new StoreRefusal(message, new IllegalArgumentException(at.bucket()));
    }
}
