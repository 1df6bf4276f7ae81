package io.epochal.chaos.round;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs the parts of faults in the background, and undoes those that last for a while. */
final class UndoTimer {
    private final ScheduledExecutorService executor;
    private final List<Future<?>> pending = new ArrayList<>();

    UndoTimer(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /** A part of a fault. */
    interface Action {
        void run() throws IOException;
    }

    /** Runs an action after this time. */
    void after(Duration delay, Action action) {
        var unused = schedule(delay, action);
    }

    /** Runs one action now and the other after this time, but not before the first is done: that may take long while Kafka is down. */
    void during(Duration time, Action begin, Action undo) {
        Future<?> begun = schedule(Duration.ZERO, begin);
        var unused = schedule(time, () -> {
            await(begun);
            undo.run();
        });
    }

    /** Returns when all actions are done; {@link IOException} for the first that failed. */
    void awaitAll() throws IOException {
        for (Future<?> one : pending) {
            await(one);
        }
    }

    private Future<?> schedule(Duration delay, Action action) {
        Future<?> future = executor.schedule(
                () -> {
                    action.run();
                    return true;
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
        pending.add(future);
        return future;
    }

    private static void await(Future<?> one) throws IOException {
        try {
            one.get();
        } catch (ExecutionException e) {
            throw new IOException("a fault could not be injected or undone: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while faults were being undone");
        }
    }
}
