package io.epochal.callback.page.live;

import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.RequestLog;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/** The runs that somebody looks at. Each has a reader and a thread; both end a minute after the last look. */
@ApplicationScoped
public class RunFeeds {
    /** With some hundred kilobytes each. */
    private static final int MOST = 32;

    private final RunFeed.Logs logs;
    private final Map<String, RunFeed> feeds = new HashMap<>();

    RunFeeds(EventLog events, RunIndex index, RequestLog requests, RequestedRuns requested) {
        this.logs = new RunFeed.Logs(events, index, requests, requested);
    }

    /** @throws ProblemException where too many runs are looked at */
    public synchronized RunFeed of(String run) {
        feeds.values().removeIf(RunFeed::isClosed);
        RunFeed open = feeds.get(run);
        if (open != null) {
            return open;
        }
        if (feeds.size() >= MOST) {
            throw new ProblemException(
                    ProblemType.STREAMS_EXHAUSTED,
                    MOST + " runs are on pages now; one is free a minute after its last look");
        }
        RunFeed feed = new RunFeed(logs, run);
        feeds.put(run, feed);
        Thread thread = new Thread(feed, "page-" + run);
        thread.setDaemon(true);
        thread.start();
        return feed;
    }

    @PreDestroy
    synchronized void close() {
        feeds.values().forEach(RunFeed::close);
    }
}
