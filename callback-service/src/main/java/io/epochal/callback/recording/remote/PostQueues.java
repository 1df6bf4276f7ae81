package io.epochal.callback.recording.remote;

import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.folder.UnrecordableException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Posts that wait, one after the other for each run and target. Servers that did not answer last time have threads of their own, so
 * that they hold back nobody but each other; a try that failed goes to the end of all queues.
 */
final class PostQueues implements AutoCloseable {
    static final int MOST_OF_A_LANE = 100;
    private static final int MOST_WAITING = 10_000;
    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final int QUICK_THREADS = 128;
    private static final int SLOW_THREADS = 16;
    private static final int MOST_FAILING = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** A run's posts to one target. */
    private record Lane(String run, URI target) {}

    private final ExecutorService quick = pool("remote-monitor", QUICK_THREADS);
    private final ExecutorService slow = pool("remote-monitor-again", SLOW_THREADS);
    private final ScheduledExecutorService clock = new ScheduledThreadPoolExecutor(2, daemons("remote-monitor-clock"));
    private final Map<Lane, Deque<PendingPost>> lanes = new HashMap<>();
    private final Set<String> failing = new LinkedHashSet<>();
    private final BoundedHttpExchange exchange;
    private final RecordingFailures failures;
    private int waiting;
    private long bytes;

    PostQueues(boolean privateAddresses, RecordingFailures failures) {
        this.exchange = new BoundedHttpExchange(clock, privateAddresses);
        this.failures = failures;
    }

    /** Whether there is room for one more. */
    synchronized boolean hasRoom(String run, URI target) {
        Deque<PendingPost> lane = lanes.get(new Lane(run, target));
        return waiting < MOST_WAITING && bytes < MOST_BYTES && (lane == null || lane.size() < MOST_OF_A_LANE);
    }

    /** Does not wait for it. */
    synchronized void add(PendingPost post) {
        Lane lane = new Lane(post.run(), post.target());
        Deque<PendingPost> posts = lanes.get(lane);
        waiting++;
        bytes += post.request().length;
        if (posts != null) {
            posts.add(post);
        } else {
            Deque<PendingPost> first = new ArrayDeque<>();
            first.add(post);
            lanes.put(lane, first);
            go(lane, post, 0);
        }
    }

    private void go(Lane lane, PendingPost post, int trial) {
        // Asked again when it is its turn: the server may have failed others meanwhile.
        execute(lane, isFailing(post) ? slow : quick, () -> {
            if (isFailing(post)) {
                execute(lane, slow, () -> attempt(lane, post, trial));
            } else {
                attempt(lane, post, trial);
            }
        });
    }

    private synchronized boolean isFailing(PendingPost post) {
        return failing.contains(post.target().getRawAuthority());
    }

    private synchronized void execute(Lane lane, Executor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            // The service goes down, and what still waits with it.
            lanes.remove(lane);
        }
    }

    private void attempt(Lane lane, PendingPost post, int trial) {
        try {
            int status = exchange.send(post.target(), post.request(), post.timeout());
            if (status < 300) {
                answered(post);
                next(lane, post);
            } else {
                again(lane, post, trial, "status " + status);
            }
        } catch (UnrecordableException e) {
            giveUp(lane, post, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            again(lane, post, trial, e.toString());
        } catch (Throwable thrown) {
            giveUp(
                    lane,
                    post,
                    RecordingFailure.of(RemoteMonitorRecorder.NAME, post.run(), "", thrown)
                            .reason());
        }
    }

    private synchronized void answered(PendingPost post) {
        failing.remove(post.target().getRawAuthority());
    }

    private synchronized void remember(String server) {
        failing.remove(server);
        failing.add(server);
        if (failing.size() > MOST_FAILING) {
            failing.remove(failing.iterator().next());
        }
    }

    private void again(Lane lane, PendingPost post, int trial, String why) {
        remember(post.target().getRawAuthority());
        if (trial >= post.retries()) {
            giveUp(lane, post, why);
            return;
        }
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << trial);
        try {
            var unused = clock.schedule(() -> go(lane, post, trial + 1), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            giveUp(lane, post, "the service goes down; before that: " + why);
        }
    }

    private void giveUp(Lane lane, PendingPost post, String why) {
        String reason = "epoch " + post.epoch() + " was not posted: " + why;
        failures.failed(new RecordingFailure(
                RemoteMonitorRecorder.NAME, post.run(), RemoteMonitorRecorder.shown(post.target()), reason, false));
        next(lane, post);
    }

    private synchronized void next(Lane lane, PendingPost done) {
        Deque<PendingPost> posts = lanes.get(lane);
        if (posts == null) {
            return;
        }
        posts.remove();
        waiting--;
        bytes -= done.request().length;
        if (posts.isEmpty()) {
            lanes.remove(lane);
        } else {
            go(lane, posts.element(), 0);
        }
    }

    /** Drops what is still waiting. */
    @Override
    public void close() {
        quick.shutdownNow();
        slow.shutdownNow();
        clock.shutdownNow();
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
