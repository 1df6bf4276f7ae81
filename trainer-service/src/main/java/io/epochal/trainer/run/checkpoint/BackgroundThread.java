package io.epochal.trainer.run.checkpoint;

import io.epochal.trainer.run.port.Faults;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work beside the training: one thread, in order. */
public final class BackgroundThread implements AutoCloseable {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final ExecutorService thread;
    private final List<Future<?>> pending = new ArrayList<>();

    public BackgroundThread(String name) {
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread one = new Thread(task, name);
            // A caller that needs the work done waits for it; a process that shuts down does not.
            one.setDaemon(true);
            return one;
        });
    }

    /** The future is for a caller that waits for this task alone. */
    Future<?> later(Callable<?> task) {
        pending.removeIf(BackgroundThread::succeeded);
        Future<?> submitted = thread.submit(task);
        pending.add(submitted);
        return submitted;
    }

    /** Waits for all tasks so far; throws the first error of any of them. */
    void drain() throws IOException {
        var unused = drained(FOR_EVER);
    }

    /** As {@link #drain}; false when the limit has passed before everything was done. */
    boolean drained(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (Future<?> task : pending) {
                task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SupersededException superseded) {
                throw superseded;
            }
            Faults.throwIfFatal(e);
            throw new IOException("a background task failed: " + e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while background tasks were not done");
        }
        pending.clear();
        return true;
    }

    private static boolean succeeded(Future<?> task) {
        try {
            return task.isDone() && task.get() != task;
        } catch (ExecutionException | InterruptedException e) {
            return false;
        }
    }

    /** Interrupts the task under way, discards the others, and waits at most this long until the thread has ended. */
    void abandon(Duration limit) throws InterruptedIOException {
        thread.shutdownNow();
        try {
            var unused = thread.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while background tasks were abandoned");
        }
    }

    /**
     * Behind {@link #close}: waits at most this long until the thread has ended, and interrupts it then; does not wait where the caller
     * is interrupted.
     */
    void awaitEnd(Duration limit) {
        try {
            if (!thread.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                var unused = thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Completes the tasks so far, without waiting; but discards them where the trainer is interrupted, so that its successor finds none of
     * their writes.
     */
    @Override
    public void close() {
        if (Thread.currentThread().isInterrupted()) {
            thread.shutdownNow();
        } else {
            thread.shutdown();
        }
    }
}
