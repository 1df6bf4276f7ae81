package io.epochal.chaos.evidence;

import java.io.IOException;

/**
 * Who has a run at this moment, and whether it is over, as the bucket says it. Looked at now and then by a thread of its own: the store
 * may be away, and nobody is to wait for it.
 */
public final class RunOwner {
    private final BucketInspector bucket;
    private volatile long pid = -1;
    private volatile int attempts;
    private volatile boolean over;
    private volatile String fault = "";

    public RunOwner(BucketInspector bucket) {
        this.bucket = bucket;
    }

    public void look() {
        try {
            pid = bucket.owner();
            attempts = bucket.attempts();
            over = over || bucket.over();
            fault = "";
        } catch (IOException | RuntimeException e) {
            // The store is away; what was seen last stands. A timer forgets a task that throws.
            fault = e.toString();
        }
    }

    /** For a person: what is known, and why no more. */
    @Override
    public String toString() {
        return "attempt " + attempts + " by process " + pid + (over ? ", over" : ", not over")
                + (fault.isEmpty() ? "" : ", not seen since: " + fault);
    }

    /** The process; -1 while nobody has it. */
    public long pid() {
        return pid;
    }

    public int attempts() {
        return attempts;
    }

    public boolean over() {
        return over;
    }
}
