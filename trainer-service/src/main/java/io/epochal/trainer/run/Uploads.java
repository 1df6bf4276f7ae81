package io.epochal.trainer.run;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * What is on its way to the object store, one thing after the other. While the store is away, each is tried again and again; the
 * training does not notice. What went wrong is for whoever waits for all of it.
 */
final class Uploads implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final FailsafeExecutor<Object> PATIENTLY = Failsafe.with(RetryPolicy.builder()
            .handle(IOException.class)
            .abortOn(Fence.Superseded.class, InterruptedIOException.class)
            .withBackoff(Duration.ofMillis(500), Duration.ofSeconds(10))
            .withMaxRetries(-1)
            .onRetry(attempt -> LOG.warnf(
                    "what is to be stored is tried again: %s",
                    attempt.getLastException().getMessage()))
            .build());

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread one = new Thread(task, "checkpoint-writer");
        // Who wants its work done waits for it; a process that is told to go need not.
        one.setDaemon(true);
        return one;
    });
    private final List<Future<?>> pending = new ArrayList<>();

    /** May be done more than once. */
    interface Task {
        void run() throws IOException;
    }

    /** The store has not taken everything in time. */
    static final class StoreAway extends IOException {
        private static final long serialVersionUID = 1L;

        StoreAway(Duration limit) {
            super("the object store has not taken everything within " + limit.toSeconds() + " s");
        }
    }

    void later(Task task) {
        pending.removeIf(Uploads::succeeded);
        pending.add(thread.submit(() -> {
            patiently(task);
            return task;
        }));
    }

    private static void patiently(Task task) throws IOException {
        try {
            PATIENTLY.run(task::run);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new InterruptedIOException("interrupted while the store was away");
        }
    }

    /** Waits for everything that was asked for: throws {@link StoreAway} after the limit, or what went wrong with any of it. */
    void drain(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (Future<?> task : pending) {
                task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            throw new StoreAway(limit);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fence.Superseded superseded) {
                throw superseded;
            }
            throw new IOException("what was to be stored could not be: " + e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while something was not stored yet");
        }
        pending.clear();
    }

    private static boolean succeeded(Future<?> task) {
        try {
            return task.isDone() && task.get() != task;
        } catch (ExecutionException | InterruptedException e) {
            return false;
        }
    }

    /** Tries no longer; returns when the thread is still. */
    void abandon() throws InterruptedIOException {
        thread.shutdownNow();
        try {
            boolean still = thread.awaitTermination(LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
            LOG.debugf("gave up storing; the thread is still: %s", still);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while giving up to store");
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
