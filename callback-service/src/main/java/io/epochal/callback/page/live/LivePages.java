package io.epochal.callback.page.live;

import io.epochal.callback.api.log.RunSummaries;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The open pages. One thread tells all of them of changes, about once a second; there is none while no page is open. */
@ApplicationScoped
public class LivePages {
    private static final Logger LOG = Logger.getLogger(LivePages.class);
    private static final long TURN_MS = 1000;

    private final RunSummaries summaries;
    private final RunFeeds feeds;
    private final int limit;
    private final Duration heartbeat;
    private final List<Visitor> visitors = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean stopping;

    LivePages(
            RunSummaries summaries,
            RunFeeds feeds,
            @ConfigProperty(name = "epochal.api.streams") int limit,
            @ConfigProperty(name = "epochal.api.heartbeat") Duration heartbeat) {
        this.summaries = summaries;
        this.feeds = feeds;
        this.limit = limit;
        this.heartbeat = heartbeat;
    }

    /** Tells this page whenever any run has changed. */
    public void watchAll(Sse sse, SseEventSink sink) {
        add(new Visitor(sse, sink, () -> summaries.list().version(), heartbeat));
    }

    /** Tells this page whenever this run has changed. */
    public void watch(String run, Sse sse, SseEventSink sink) {
        add(new Visitor(sse, sink, () -> feeds.of(run).version(), heartbeat));
    }

    private synchronized void add(Visitor visitor) {
        if (stopping || visitors.size() >= limit) {
            throw new ProblemException(
                    ProblemType.STREAMS_EXHAUSTED,
                    limit + " pages are open, as many as epochal.api.streams allows; close one or retry later");
        }
        visitors.add(visitor);
        if (thread == null) {
            thread = new Thread(this::run, "page-live");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        for (List<Visitor> open = open(); !open.isEmpty(); open = open()) {
            open.stream().filter(visitor -> !told(visitor)).forEach(this::remove);
        }
    }

    private static boolean told(Visitor visitor) {
        try {
            return visitor.tell();
        } catch (RuntimeException e) {
            LOG.debugf(e, "a page is told nothing further");
            visitor.close();
            return false;
        }
    }

    /** After a turn's pause; ends this thread where no page is open. */
    private synchronized List<Visitor> open() {
        try {
            if (!stopping) {
                wait(TURN_MS);
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
        if (stopping || visitors.isEmpty()) {
            thread = null;
            return List.of();
        }
        return List.copyOf(visitors);
    }

    private synchronized void remove(Visitor visitor) {
        visitors.remove(visitor);
    }

    @PreDestroy
    synchronized void close() {
        stopping = true;
        visitors.forEach(Visitor::close);
        visitors.clear();
        notifyAll();
    }
}
