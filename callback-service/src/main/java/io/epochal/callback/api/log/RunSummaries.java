package io.epochal.callback.api.log;

import io.epochal.callback.summary.RunOverview;
import java.util.List;
import java.util.Optional;

/** All runs, as their summaries have them: a few seconds behind the log. Nothing is read before somebody asks. */
public interface RunSummaries {
    /**
     * As they are stored by now.
     *
     * @throws LogUnavailableException when they cannot be read within a few seconds; a retry continues from there
     */
    Listing list() throws LogUnavailableException;

    /**
     * The summary of one run; empty where there is none.
     *
     * @throws LogUnavailableException as {@link #list}
     */
    Optional<RunOverview> find(String run) throws LogUnavailableException;

    /**
     * What there was at one moment.
     *
     * @param version another one where anything has changed
     * @param runs in no order
     * @param forgotten how many older runs there were no room for
     */
    record Listing(long version, List<RunOverview> runs, int forgotten) {
        public Listing {
            runs = List.copyOf(runs);
        }
    }
}
