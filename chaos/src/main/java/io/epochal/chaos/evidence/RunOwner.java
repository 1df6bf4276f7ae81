package io.epochal.chaos.evidence;

import java.io.IOException;

/**
 * Which process has a run, and whether the run has ended, according to the bucket. Another thread refreshes it, so that no caller waits
 * for a store that is unavailable.
 */
public final class RunOwner {
    private final BucketInspector bucket;
    private volatile long pid = -1;
    private volatile int attempts;
    private volatile boolean ended;
    private volatile String fault = "";

    public RunOwner(BucketInspector bucket) {
        this.bucket = bucket;
    }

    public void refresh() {
        try {
            pid = bucket.owner();
            attempts = bucket.attempts();
            ended = ended || bucket.ended();
            fault = "";
        } catch (IOException | RuntimeException e) {
            // The store is unavailable: keep the last state. An executor drops a task that throws.
            fault = e.toString();
        }
    }

    /** For the user: the last known state, and why there is no newer one. */
    @Override
    public String toString() {
        return "attempt " + attempts + " by process " + pid + (ended ? ", ended" : ", not ended")
                + (fault.isEmpty() ? "" : ", not refreshed since: " + fault);
    }

    /** The id of the process; -1 while none has the run. */
    public long pid() {
        return pid;
    }

    public int attempts() {
        return attempts;
    }

    public boolean ended() {
        return ended;
    }
}
