package io.epochal.callback.page.live;

import io.epochal.callback.api.guard.CallerQuotas;
import io.epochal.callback.api.guard.OpenStreams;
import io.epochal.callback.api.guard.TokenDirectory;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
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

    private final RunIndex index;
    private final RunFeeds feeds;
    private final OpenStreams streams;
    private final Duration heartbeat;
    private final TokenDirectory tokens;
    private final List<OpenPage> pages = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean stopping;

    LivePages(
            RunIndex index,
            RunFeeds feeds,
            TokenDirectory tokens,
            OpenStreams streams,
            @ConfigProperty(name = "epochal.api.heartbeat") Duration heartbeat) {
        this.index = index;
        this.feeds = feeds;
        this.tokens = tokens;
        this.streams = streams;
        this.heartbeat = heartbeat;
    }

    /** Tells this page whenever any run has changed. */
    public void watchAll(Requester who, Sse sse, SseEventSink sink) {
        add(who, sse, sink, () -> index.version(who.runs()));
    }

    /** Tells this page whenever this run has changed. */
    public void watch(String run, Requester who, Sse sse, SseEventSink sink) {
        add(who, sse, sink, () -> feeds.of(run).version());
    }

    private synchronized void add(Requester who, Sse sse, SseEventSink sink, OpenPage.Shown shown) {
        if (stopping) {
            throw new ProblemException(ProblemType.STREAMS_EXHAUSTED, "the service is stopping; retry later");
        }
        CallerQuotas.OpenStream permit = streams.open(who);
        pages.add(new OpenPage(sse, sink, shown, new OpenPage.Lifetime(heartbeat, () -> tokens.holds(who), permit)));
        if (thread == null) {
            thread = new Thread(this::run, "page-live");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        for (List<OpenPage> open = open(); !open.isEmpty(); open = open()) {
            open.stream().filter(page -> !told(page)).forEach(this::remove);
        }
    }

    private static boolean told(OpenPage page) {
        try {
            return page.tell();
        } catch (RuntimeException e) {
            LOG.debugf(e, "a page is told nothing further");
            return false;
        }
    }

    /** After a turn's pause; ends this thread where no page is open. */
    private synchronized List<OpenPage> open() {
        try {
            if (!stopping) {
                wait(TURN_MS);
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
        if (stopping || pages.isEmpty()) {
            thread = null;
            return List.of();
        }
        return List.copyOf(pages);
    }

    private synchronized void remove(OpenPage page) {
        if (pages.remove(page)) {
            page.close();
        }
    }

    @PreDestroy
    synchronized void close() {
        stopping = true;
        pages.forEach(OpenPage::close);
        pages.clear();
        notifyAll();
    }
}
