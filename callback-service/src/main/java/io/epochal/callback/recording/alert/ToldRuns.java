package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The runs of which something may still be told. Others stay on disk until an event of them comes. */
final class ToldRuns {
    private final AlertMemory memory;
    private final Map<String, StoredAlerts> runs = new HashMap<>();
    /** Those whose files are not as they should be. */
    private final Set<String> changed = new HashSet<>();

    ToldRuns(Path root) {
        this.memory = new AlertMemory(root);
    }

    AlertMemory memory() {
        return memory;
    }

    void clear() {
        runs.clear();
        changed.clear();
    }

    /**
     * Knows the run from its file, where it may still become active by itself.
     *
     * @param oldest of a run that was silent since before, the file is deleted
     */
    List<StoredAlerts.Pending> load(String run, Instant oldest) throws IOException {
        StoredAlerts stored = memory.read(run).orElse(null);
        if (stored == null) {
            return List.of();
        }
        if (stored.state().heard().isBefore(oldest) && stored.pending().isEmpty()) {
            memory.delete(run);
        } else if (stored.isActive()) {
            runs.put(run, stored);
        }
        return stored.pending();
    }

    List<StoredAlerts> active() {
        return new ArrayList<>(runs.values());
    }

    @Nullable
    StoredAlerts find(String run) {
        return runs.get(run);
    }

    StoredAlerts get(String run) throws IOException {
        StoredAlerts known = runs.get(run);
        if (known == null) {
            known = memory.read(run).orElseGet(() -> new StoredAlerts(AlertState.of(run), List.of()));
            runs.put(run, known);
        }
        return known;
    }

    void put(StoredAlerts run) {
        runs.put(run.state().run(), run);
        changed.add(run.state().run());
    }

    boolean areWritten() {
        return changed.isEmpty();
    }

    /** Writes what has changed, as far as it can be written. */
    void write() throws IOException {
        Iterator<String> names = changed.iterator();
        while (names.hasNext()) {
            StoredAlerts run = runs.get(names.next());
            if (run != null && run.matters()) {
                memory.write(run);
            } else if (run != null) {
                memory.delete(run.state().run());
            }
            names.remove();
        }
        runs.values().removeIf(run -> !run.isActive());
    }
}
