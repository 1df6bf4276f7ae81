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
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "checkpoint-writer"));
    private final List<Future<?>> pending = new ArrayList<>();

    void later(Callable<?> task) {
        pending.removeIf(Background::succeeded);
        pending.add(thread.submit(task));
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
            throw new IOException("a checkpoint could not be stored: " + e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a checkpoint was being stored");
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
