package io.epochal.stack;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How long to wait before a process is started again that has died: not at all at first, then longer each time. */
final class RestartBackoff {
    private static final Duration MOST = Duration.ofSeconds(60);

    /** One that has run so long does not die again and again. */
    private static final Duration STEADY = Duration.ofMinutes(2);

    private record Deaths(long pid, int count, Duration pause) {}

    private final Map<String, Deaths> deaths = new HashMap<>();

    /**
     * The pause after this death, which is counted once.
     *
     * @param lived how long it has run, at most
     */
    Duration after(String name, long pid, Duration lived) {
        Deaths before = deaths.get(name);
        if (before != null && before.pid() == pid) {
            return before.pause();
        }
        int count = before == null || lived.compareTo(STEADY) >= 0 ? 1 : before.count() + 1;
        Duration pause = pause(count);
        deaths.put(name, new Deaths(pid, count, pause));
        return pause;
    }

    private static Duration pause(int count) {
        if (count <= 1) {
            return Duration.ZERO;
        }
        // 1 s, 2 s, 4 s and so on.
        Duration pause = Duration.ofSeconds(1L << Math.min(count - 2, 10));
        return pause.compareTo(MOST) < 0 ? pause : MOST;
    }
}
