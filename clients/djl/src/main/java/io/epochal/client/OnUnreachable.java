package io.epochal.client;

import java.time.Duration;

/** What a program does while the callback service cannot be reached. */
public enum OnUnreachable {
    /** Train nothing and try again until the service is back. */
    WAIT,
    /** Give up after ten seconds with {@link ServiceException.Unreachable}. */
    FAIL,
    /** Train on without decisions. They are made, in order, when the service is back; what they would have saved is gone. */
    CONTINUE;

    static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);
    static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** How long one call is tried again. */
    Duration patience() {
        return this == WAIT ? FOR_EVER : GIVE_UP_AFTER;
    }
}
