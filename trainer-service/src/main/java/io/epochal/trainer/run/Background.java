package io.epochal.trainer.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work beside the training: one thread, in order. */
final class Background implements AutoCloseable {
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
        try {
            for (Future<?> task : pending) {
                task.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fence.Superseded superseded) {
                throw superseded;
            }
            throw new IOException("what was left to do beside the training failed: " + e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while work beside the training was not done");
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

    @Override
    public void close() {
        thread.shutdown();
    }
}
