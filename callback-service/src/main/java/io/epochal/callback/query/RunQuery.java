package io.epochal.callback.query;

import io.epochal.callback.guard.RunGlobs;

/**
 * A question for a part of the list of runs.
 *
 * @param seen the runs that who asks may see
 * @param page from 1; one behind the last is the last
 * @param size how many runs a page has
 */
public record RunQuery(RunFilter filter, RunOrder order, RunGlobs seen, int page, int size) {
    /** The longest page. */
    public static final int MOST = 1000;

    public RunQuery {
        if (page < 1 || size < 1 || size > MOST) {
            throw new IllegalArgumentException("page " + page + " of " + size + " runs");
        }
    }
}
