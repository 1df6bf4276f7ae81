package io.epochal.stack;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The delay before a dead process is restarted: none at first, then 1 s, doubled each time, 60 s at most. */
final class RestartBackoff {
    private static final Duration MOST = Duration.ofSeconds(60);

    /** After this time, a process is stable: its next death counts as the first. */
    private static final Duration STEADY = Duration.ofMinutes(2);

    private record Deaths(long pid, int count, Duration delay) {}

    private final Map<String, Deaths> deaths = new HashMap<>();

    /**
     * The delay after this death, which is counted once.
     *
     * @param lived how long the process has run, at most
     */
    Duration after(String name, long pid, Duration lived) {
        Deaths before = deaths.get(name);
        if (before != null && before.pid() == pid) {
            return before.delay();
        }
        int count = before == null || lived.compareTo(STEADY) >= 0 ? 1 : before.count() + 1;
        Duration delay = delay(count);
        deaths.put(name, new Deaths(pid, count, delay));
        return delay;
    }

    private static Duration delay(int count) {
        if (count <= 1) {
            return Duration.ZERO;
        }
        // 1 s, 2 s, 4 s and so on.
        Duration delay = Duration.ofSeconds(1L << Math.min(count - 2, 10));
        return delay.compareTo(MOST) < 0 ? delay : MOST;
    }
}
