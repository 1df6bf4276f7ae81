package io.epochal.callback.guard;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How often one caller may ask, by the generic cell rate algorithm (ITU-T I.371). Its state is one time: when the caller would be free
 * again if each request took its share of a minute.
 *
 * @param perMinute requests a minute, at least 1
 */
public record RequestRate(int perMinute) {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** A caller that was silent may ask for so much of a minute at once. */
    private static final long BURST = MINUTE / 4;

    /** Of a caller who has not asked yet. */
    public static long fresh(long now) {
        return now;
    }

    /**
     * The state after one more request; empty where that is one too many.
     *
     * @param state of the caller
     * @param now in nanoseconds of the same clock
     */
    public OptionalLong take(long state, long now) {
        long begin = state - now > 0 ? state : now;
        long end = begin + MINUTE / perMinute;
        return end - now > BURST + MINUTE / perMinute ? OptionalLong.empty() : OptionalLong.of(end);
    }

    /** Whether the state is that of a caller who has not asked yet. */
    public static boolean isFresh(long state, long now) {
        return state - now <= 0;
    }
}
