package io.epochal.callback.api.log;

import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.summary.BatchCurve;
import io.epochal.protocol.RunSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All runs as lists and curves need them: derived from the log, and a moment behind it. */
public interface RunIndex {
    /**
     * A part of the list. It has what was in the summaries when it was asked, unless that takes longer than a second.
     *
     * @param now for runs whose trainers are silent
     * @throws IndexUnavailableException when it cannot be read; a retry may succeed
     */
    Listing list(RunQuery query, Instant now) throws IndexUnavailableException;

    /**
     * The summary of one run, without the places of its records; empty where there is none.
     *
     * @throws IndexUnavailableException as {@link #list}
     */
    Optional<RunSummary> find(String run) throws IndexUnavailableException;

    /**
     * The ids of the runs under way that somebody has asked for, as far as they are known by now.
     *
     * @param most how many are named, at most
     * @throws IndexUnavailableException as {@link #list}
     */
    Set<String> underWay(String requestedBy, Instant now, int most) throws IndexUnavailableException;

    /**
     * Another number after each change of a run that somebody sees.
     *
     * @throws IndexUnavailableException as {@link #list}
     */
    long version(RunGlobs seen) throws IndexUnavailableException;

    /**
     * The thinned loss of a run's batches, some seconds behind them; empty where none is known.
     *
     * @throws IndexUnavailableException as {@link #list}
     */
    Optional<BatchCurve.Columns> curve(String run) throws IndexUnavailableException;

    /**
     * Another number after each change of a run's curve.
     *
     * @throws IndexUnavailableException as {@link #list}
     */
    long curveVersion(String run) throws IndexUnavailableException;

    /**
     * A part of the list.
     *
     * @param runs without the places of their records
     * @param all how many runs there are that who asks may see
     * @param found how many of them the filter selects
     * @param page from 1
     * @param behind how many summaries are not in it yet, that were there when it was asked; -1 where Kafka does not tell
     */
    record Listing(List<RunSummary> runs, int all, int found, int page, long behind) {
        public Listing {
            runs = List.copyOf(runs);
        }
    }
}
