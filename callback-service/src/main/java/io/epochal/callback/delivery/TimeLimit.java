package io.epochal.callback.delivery;

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
import org.jspecify.annotations.Nullable;

/**
 * Runs foreign code on a thread that can be given up: what does not return in time is interrupted and left behind, so it delays
 * only its own run. Used by one thread.
 */
public final class TimeLimit implements AutoCloseable {
    /** So many threads may be left behind; then the process is to end, because each takes a core or memory for good. */
    static final int MAX_LEFT_BEHIND = 8;

    private final String name;
    private final Duration limit;
    private final List<Thread> leftBehind = new ArrayList<>();
    private ExecutorService executor;
    private volatile @Nullable Thread worker;

    public TimeLimit(String name, Duration limit) {
        this.name = name;
        this.limit = limit;
        this.executor = executor();
    }

    /**
     * The code's result, or what it has thrown.
     *
     * @throws TooManyLeftBehindError when so many did not return that this process is to end
     */
    public <T> T call(Callable<T> code) throws Throwable {
        Future<T> result = executor.submit(code);
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException e) {
            leaveBehind(result);
            throw new TimeoutException("did not return within " + limit.toMillis() / 1000.0 + " s");
        } catch (InterruptedException e) {
            leaveBehind(result);
            throw e;
        }
    }

    /** The process has to end: too many threads run code that never returns. */
    public static final class TooManyLeftBehindError extends VirtualMachineError {
        private static final long serialVersionUID = 1L;

        TooManyLeftBehindError() {
            super(MAX_LEFT_BEHIND + " callbacks have not returned and cannot be stopped");
        }
    }

    private void leaveBehind(Future<?> result) {
        result.cancel(true);
        executor.shutdownNow();
        Thread stuck = worker;
        if (stuck != null) {
            leftBehind.add(stuck);
        }
        leftBehind.removeIf(thread -> !thread.isAlive());
        if (leftBehind.size() > MAX_LEFT_BEHIND) {
            throw new TooManyLeftBehindError();
        }
        executor = executor();
    }

    private ExecutorService executor() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            worker = thread;
            return thread;
        });
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
