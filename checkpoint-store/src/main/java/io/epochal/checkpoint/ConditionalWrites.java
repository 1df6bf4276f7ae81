package io.epochal.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Whether a store does what claims depend on: that a write under a condition ({@code If-None-Match: *}) is refused where an
 * object is stored. One that overwrites in silence would give a run to two trainers at once.
 */
public record ConditionalWrites(ObjectStore store) {
    /** Where it is tried; no run's key begins so. */
    static final String PREFIX = "probe/";

    /** Tries it; {@link IOException} names the fault. */
    public void require() throws IOException {
        String key = PREFIX + UUID.randomUUID();
        Content first = Content.of("first".getBytes(StandardCharsets.UTF_8));
        Content second = Content.of("second".getBytes(StandardCharsets.UTF_8));
        try {
            // The answer to this one may be lost, and then the retry is refused.
            var unused = store.putIfAbsent(key, first);
            if (store.putIfAbsent(key, second)) {
                throw new IOException("the object store ignores If-None-Match: it has overwritten " + key
                        + ", which was there. Two trainers could have one run, so none is taken. Use a store that has"
                        + " conditional writes (docs/operations.md)");
            }
        } finally {
            store.delete(List.of(key));
        }
    }
}
