package io.epochal.callback.page.live;

import io.epochal.callback.api.log.EventLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.LoggedEvent;
import io.epochal.callback.api.log.RequestLog;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.page.view.FollowedRun;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One run's events, read from its first one on for as long as somebody looks. */
public final class RunFeed implements Runnable {
    private static final Logger LOG = Logger.getLogger(RunFeed.class);
    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    /** Some thousand requests each. */
    private static final int TURNS = 20;

    private final Logs logs;
    private final String run;
    private final FollowedRun followed;
    private final ShownEvents shown;
    private final BatchGlances batches;
    private final CountDownLatch readOnce = new CountDownLatch(1);
    private volatile long lookedAt = System.nanoTime();
    private volatile boolean closed;
    private volatile @Nullable LogUnavailableException failure;

    /** Where what a page shows of a run is. */
    record Logs(EventLog events, RunIndex index, RequestLog requests, RequestedRuns requested) {}

    RunFeed(Logs logs, String run) {
        this.logs = logs;
        this.run = run;
        this.followed = new FollowedRun(run);
        this.shown = new ShownEvents(run);
        this.batches = new BatchGlances(logs.index(), run);
    }

    @Override
    public void run() {
        try (EventLog.Reading reading = logs.events().open(run);
                RequestLog.Requests asked = logs.requests().open(run)) {
            reading.seek(reading.extent().beginning());
            while (!closed && System.nanoTime() - lookedAt < PATIENCE_NANOS) {
                add(reading.next(GLANCE));
                lookAtBatches();
                if (readOnce.getCount() > 0
                        && reading.hasPassed(reading.extent().end())) {
                    revoke();
                    add(asked);
                    readOnce.countDown();
                }
                if (readOnce.getCount() == 0) {
                    add(asked);
                }
            }
        } catch (LogUnavailableException e) {
            failure = e;
        } catch (RuntimeException e) {
            LOG.errorf(e, "the page of %s is not followed further", run);
            failure =
                    new LogUnavailableException("the run's events cannot be shown; the service's log has the cause", e);
        } finally {
            closed = true;
            readOnce.countDown();
        }
    }

    /** What others have asked of the run, and what it has not answered yet. */
    private void add(RequestLog.Requests asked) {
        int turn = 0;
        do {
            List<CommandRequest> next = asked.next();
            if (!next.isEmpty()) {
                synchronized (followed) {
                    next.forEach(followed::add);
                }
            }
        } while (++turn < TURNS && asked.isBehind());
    }

    private void lookAtBatches() {
        batches.changed().ifPresent(curve -> {
            synchronized (followed) {
                followed.batches(curve);
            }
        });
    }

    private void add(List<LoggedEvent> events) throws LogUnavailableException {
        boolean ended = false;
        for (TrainingEvent event : shown.of(events)) {
            ended |= event instanceof TrainingEvent.RunEnded;
            synchronized (followed) {
                followed.add(event);
            }
        }
        if (ended && readOnce.getCount() == 0) {
            revoke();
        }
    }

    /** A request that resumes the run after its end is in another topic. */
    private void revoke() throws LogUnavailableException {
        var ends = logs.requested().revokedEnds(run);
        synchronized (followed) {
            ends.ifPresent(followed::revoke);
        }
    }

    /** A request that was sent from a page, which shows it at once. */
    public void sent(CommandRequest request) {
        synchronized (followed) {
            followed.add(request);
        }
    }

    /**
     * What is made of the run as it stands, once all of its events were read that there are; of what is known by now where that takes
     * longer than the limit.
     *
     * @param view is given the run, and whether it is not read to its end yet
     * @throws LogUnavailableException where the log cannot be read
     */
    public <T> T look(Duration limit, BiFunction<FollowedRun, Boolean, T> view) throws LogUnavailableException {
        lookedAt = System.nanoTime();
        try {
            boolean all = readOnce.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            LogUnavailableException fault = failure;
            if (fault != null) {
                throw new LogUnavailableException(String.valueOf(fault.getMessage()), fault);
            }
            synchronized (followed) {
                return view.apply(followed, !all);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service is stopping", e);
        }
    }

    /** Another one after each change; asking counts as looking. */
    long version() {
        lookedAt = System.nanoTime();
        synchronized (followed) {
            return followed.version();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }
}
