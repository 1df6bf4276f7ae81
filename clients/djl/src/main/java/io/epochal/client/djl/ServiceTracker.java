package io.epochal.client.djl;

import ai.djl.training.tracker.Tracker;
import org.jspecify.annotations.Nullable;

/** The learning rate as the service has set it, or as a schedule of the program's own gives it. */
final class ServiceTracker implements Tracker {
    private final @Nullable Tracker schedule;
    private volatile float rate;
    private volatile boolean asked;
    private volatile boolean stepped;

    /** @param schedule null where the service sets the rate */
    ServiceTracker(float rate, @Nullable Tracker schedule) {
        this.rate = rate;
        this.schedule = schedule;
    }

    @Override
    public float getNewValue(int numUpdate) {
        asked = true;
        if (schedule != null) {
            rate = schedule.getNewValue(numUpdate);
        }
        return rate;
    }

    boolean isScheduled() {
        return schedule != null;
    }

    /** A step was trained. */
    void stepped() {
        stepped = true;
    }

    /** Whether steps are trained with a rate that is not from here. */
    boolean isIgnored() {
        return stepped && !asked;
    }

    /** The one that was given last. */
    float rate() {
        return rate;
    }

    void set(float next) {
        rate = next;
    }
}
