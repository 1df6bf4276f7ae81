package io.epochal.chaos;

import java.io.IOException;

/**
 * Who has a run at this moment, and whether it is over, as the bucket says it. Looked at now and then by a thread of its own: the store
 * may be away, and nobody is to wait for it.
 */
final class Holder {
    private final Bucket bucket;
    private volatile long pid = -1;
    private volatile int attempts;
    private volatile boolean over;

    Holder(Bucket bucket) {
        this.bucket = bucket;
    }

    void look() {
        try {
            pid = bucket.owner();
            attempts = bucket.attempts();
            over = over || bucket.over();
        } catch (IOException e) {
            // The store is away; what was seen last stands.
            return;
        }
    }

    /** The process; -1 while nobody has it. */
    long pid() {
        return pid;
    }

    int attempts() {
        return attempts;
    }

    boolean over() {
        return over;
    }
}
