package io.epochal.callback.api;

import io.epochal.callback.api.log.RunSummaries;
import io.epochal.callback.summary.RunOverview;
import java.util.List;
import java.util.Optional;

/** Runs of which there are these summaries. */
public record ListedRuns(List<RunOverview> runs) implements RunSummaries {
    @Override
    public Listing list() {
        return new Listing(1, runs, 0);
    }

    @Override
    public Optional<RunOverview> find(String run) {
        return runs.stream().filter(one -> one.id().equals(run)).findFirst();
    }
}
