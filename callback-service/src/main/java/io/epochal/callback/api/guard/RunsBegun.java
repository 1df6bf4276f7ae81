package io.epochal.callback.api.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Runs that callers have begun just now, until what is known of all runs has them too. For any thread. */
final class RunsBegun {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Map<String, Map<String, Instant>> byName = new HashMap<>();

    /**
     * Whether the caller may have this run beside the others; then it counts as begun.
     *
     * @param underWay the caller's runs that are known; the run itself may be among them
     * @param most how many the caller may have
     */
    synchronized boolean take(String name, String run, Set<String> underWay, int most, Instant now) {
        byName.values()
                .forEach(runs -> runs.values().removeIf(at -> at.plus(KEPT).isBefore(now)));
        byName.values().removeIf(Map::isEmpty);
        Set<String> all = new HashSet<>(underWay);
        all.addAll(byName.getOrDefault(name, Map.of()).keySet());
        all.remove(run);
        if (all.size() >= most) {
            return false;
        }
        byName.computeIfAbsent(name, one -> new HashMap<>()).put(run, now);
        return true;
    }
}
