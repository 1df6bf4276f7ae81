package io.epochal.callback.api;

import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.RunSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Of these runs it is known who has asked for them. It answers nothing else.
 *
 * @param away whether it cannot be read
 */
public record ListedRuns(List<RunOverview> runs, boolean away) implements RunIndex {
    public ListedRuns(List<RunOverview> runs) {
        this(runs, false);
    }

    @Override
    public Set<String> underWay(String requestedBy, Instant now, int most) throws IndexUnavailableException {
        if (away) {
            throw new IndexUnavailableException("away", null);
        }
        return runs.stream()
                .filter(run -> run.requestedBy().filter(requestedBy::equals).isPresent())
                .filter(run -> RunPhase.TO_BE_TRAINED.contains(run.phase(now)))
                .map(RunOverview::id)
                .limit(most)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Listing list(RunQuery query, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RunSummary> find(String run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long version(RunGlobs seen) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<BatchCurve.Columns> curve(String run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long curveVersion(String run) {
        throw new UnsupportedOperationException();
    }
}
