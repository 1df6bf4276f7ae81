package io.epochal.callback.messaging;

import io.epochal.callback.api.log.RunSummaries.Listing;
import io.epochal.callback.summary.RunOverview;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The runs that began last, as many as there is room for. */
final class NewestRuns {
    private final int most;
    private final Map<String, RunOverview> runs = new HashMap<>();
    private long version;
    private int forgotten;
    private List<RunOverview> copy = List.of();
    private long copied = -1;

    NewestRuns(int most) {
        this.most = most;
    }

    synchronized void put(RunOverview run) {
        version++;
        runs.put(run.id(), run);
        if (runs.size() > most + most / 10) {
            forget();
        }
    }

    private void forget() {
        List<String> oldest = runs.values().stream()
                .sorted(Comparator.comparing(RunOverview::started))
                .limit(runs.size() - (long) most)
                .map(RunOverview::id)
                .toList();
        oldest.forEach(runs::remove);
        forgotten += oldest.size();
    }

    synchronized void remove(String run) {
        version++;
        runs.remove(run);
    }

    synchronized void clear() {
        version += runs.isEmpty() ? 0 : 1;
        runs.clear();
        forgotten = 0;
    }

    synchronized Optional<RunOverview> find(String run) {
        return Optional.ofNullable(runs.get(run));
    }

    synchronized Listing listing() {
        if (copied != version) {
            copy = List.copyOf(runs.values());
            copied = version;
        }
        return new Listing(version, copy, forgotten);
    }
}
