package io.epochal.callback.recording.remote;

import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.callback.recording.http.BoundedHttpExchange;
import io.epochal.callback.recording.http.PrivateDestinations;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Posts that wait, one after the other for each run and target. Servers that did not answer last time have threads of their own, so
 * that they delay only each other; a try that failed goes to the end of all queues.
 */
final class PostQueues implements AutoCloseable {
    private static final int MOST_OF_A_LANE = 100;
    private static final int MOST_WAITING = 10_000;
    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** A run's posts to one target. */
    private record Lane(String run, URI target) {}

    private final PostThreads threads = new PostThreads();
    private final FailingServers failing = new FailingServers();
    private final Map<Lane, Deque<PendingPost>> lanes = new HashMap<>();
    private final BoundedHttpExchange exchange;
    private final RecordingFailures failures;
    private int waiting;
    private long bytes;

    PostQueues(PrivateDestinations allowed, RecordingFailures failures) {
        this.exchange = new BoundedHttpExchange(threads.clock(), allowed);
        this.failures = failures;
    }

    /** Whether there is room for one more. */
    synchronized boolean haveRoom(String run, URI target) {
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
            start(lane, post, 0);
        }
    }

    private void start(Lane lane, PendingPost post, int retry) {
        // Checked again when it is its turn: the server may have failed others meanwhile.
        execute(lane, failing.contain(post.target()) ? threads.slow() : threads.quick(), () -> {
            if (failing.contain(post.target())) {
                execute(lane, threads.slow(), () -> attempt(lane, post, retry));
            } else {
                attempt(lane, post, retry);
            }
        });
    }

    private synchronized void execute(Lane lane, Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // The service is stopping, and what still waits with it.
            lanes.remove(lane);
        }
    }

    private void attempt(Lane lane, PendingPost post, int retry) {
        try {
            int status =
                    exchange.send(post.target(), post.request(), post.timeout()).status();
            if (status < 300) {
                failing.remove(post.target());
                next(lane, post);
            } else {
                retry(lane, post, retry, "status " + status);
            }
        } catch (UnrecordableException e) {
            giveUp(lane, post, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            retry(lane, post, retry, e.toString());
        } catch (Throwable thrown) {
            giveUp(
                    lane,
                    post,
                    RecordingFailure.of(RemoteMonitorRecorder.NAME, post.run(), "", thrown)
                            .reason());
        }
    }

    private void retry(Lane lane, PendingPost post, int retry, String why) {
        failing.add(post.target());
        if (retry >= post.retries()) {
            giveUp(lane, post, why);
            return;
        }
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << retry);
        try {
            var unused = threads.clock().schedule(() -> start(lane, post, retry + 1), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            giveUp(lane, post, "the service is stopping; before that: " + why);
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
            start(lane, posts.element(), 0);
        }
    }

    /** Discards what is still waiting. */
    @Override
    public void close() {
        threads.close();
    }
}
