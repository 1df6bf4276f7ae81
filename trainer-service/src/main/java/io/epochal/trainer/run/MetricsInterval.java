package io.epochal.trainer.run;

import java.time.Duration;

/**
 * How long what batches gave stays on a device that computes beside the training's thread: until there are so many of them, or the first
 * was queued so long ago.
 *
 * @param batches from 1; with 1 each batch is waited for
 * @param time longer than 0
 */
public record MetricsInterval(int batches, Duration time) {
    /** 32 batches, or a tenth of a second: as often as batches are published. */
    public static final MetricsInterval DEFAULT = new MetricsInterval(32, Duration.ofMillis(100));

    private static final int MOST_BATCHES = 10_000;

    public MetricsInterval {
        if (batches < 1 || batches > MOST_BATCHES) {
            throw new IllegalArgumentException(
                    "epochal.metrics-interval.batches must be from 1 to " + MOST_BATCHES + "; it is " + batches);
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("epochal.metrics-interval.time must be longer than 0; it is " + time);
        }
    }

    /** @param nanos since the first of them was queued */
    boolean isOver(int unread, long nanos) {
        return unread >= batches || nanos >= time.toNanos();
    }
}
