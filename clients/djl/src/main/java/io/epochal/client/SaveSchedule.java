package io.epochal.client;

import io.epochal.client.TrainerCommand.SaveEvery;
import java.util.concurrent.TimeUnit;

/**
 * A checkpoint every so many seconds.
 *
 * @param last when it was saved last, or ordered, by {@link System#nanoTime}
 */
record SaveSchedule(SaveEvery order, long last) {
    /** Whether one is due at this moment. */
    boolean isDue(long now) {
        return now - last >= order.seconds() * TimeUnit.SECONDS.toNanos(1);
    }
}
