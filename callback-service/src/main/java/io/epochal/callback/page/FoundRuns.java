package io.epochal.callback.page;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.runs.RunDirectory;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.page.live.RunFeeds;
import io.epochal.callback.page.view.FollowedRun;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The runs that pages show: found, and looked at as far as they are read. */
@ApplicationScoped
public class FoundRuns {
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final RunDirectory runs;
    private final RunFeeds feeds;

    FoundRuns(RunDirectory runs, RunFeeds feeds) {
        this.runs = runs;
        this.feeds = feeds;
    }

    /**
     * Returns for a run that there is and that they see.
     *
     * @throws ProblemException for any other, and for an id that no run can have
     * @throws LogUnavailableException where it cannot be found out in time
     */
    public void require(Requester who, String run) throws LogUnavailableException {
        RunId.check(run);
        if (!who.sees(run)) {
            throw RunDirectory.unknown(run);
        }
        runs.require(run);
    }

    /**
     * What is made of a run.
     *
     * @param view is given the run, and whether it is not read to its end yet
     * @throws LogUnavailableException as {@link #require}
     */
    <T> T look(Requester who, String run, BiFunction<FollowedRun, Boolean, T> view) throws LogUnavailableException {
        require(who, run);
        return feeds.of(run).look(LIMIT, view);
    }

    /**
     * What is made of a run of which something must be known.
     *
     * @throws ProblemException for one that there is not, or that they do not see
     * @throws LogUnavailableException as {@link #require}
     */
    public <T> T known(Requester who, String run, Function<FollowedRun, T> view) throws LogUnavailableException {
        return look(who, run, (followed, partial) -> {
            if (!followed.details().known()) {
                throw RunDirectory.unknown(run);
            }
            return view.apply(followed);
        });
    }
}
