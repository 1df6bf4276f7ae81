package io.epochal.trainer.run;

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
final class Background implements AutoCloseable {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final ExecutorService thread;
    private final List<Future<?>> pending = new ArrayList<>();

    Background(String name) {
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread one = new Thread(task, name);
            // Who wants its work done waits for it; a process that is told to go need not.
            one.setDaemon(true);
            return one;
        });
    }

    /** The future is for whoever has to wait for this task alone. */
    Future<?> later(Callable<?> task) {
        pending.removeIf(Background::succeeded);
        Future<?> submitted = thread.submit(task);
        pending.add(submitted);
        return submitted;
    }

    /** Waits for everything that was asked for; throws what went wrong with any of it. */
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
            if (e.getCause() instanceof Fence.Superseded superseded) {
                throw superseded;
            }
            Faults.throwIfFatal(e);
            throw new IOException("what was left to do beside the training failed: " + e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while work beside the training was not done");
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

    /** Interrupts what is under way, and waits so long until the thread is still. */
    void abandon(Duration limit) throws InterruptedIOException {
        thread.shutdownNow();
        try {
            var unused = thread.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while work beside the training was given up");
        }
    }

    /** Lets what was asked for be done; but a trainer that is told to go leaves nothing on its way that its successor would find. */
    @Override
    public void close() {
        if (Thread.currentThread().isInterrupted()) {
            thread.shutdownNow();
        } else {
            thread.shutdown();
        }
    }
}
