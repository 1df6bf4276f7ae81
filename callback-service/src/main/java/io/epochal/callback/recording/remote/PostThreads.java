package io.epochal.callback.recording.remote;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that posts are sent on.
 *
 * @param quick for servers that answered last time
 * @param slow for servers that did not
 * @param clock for pauses and timeouts
 */
record PostThreads(ExecutorService quick, ExecutorService slow, ScheduledExecutorService clock)
        implements AutoCloseable {
    private static final int QUICK_THREADS = 128;
    private static final int SLOW_THREADS = 16;

    PostThreads() {
        this(
                pool("remote-monitor", QUICK_THREADS),
                pool("remote-monitor-again", SLOW_THREADS),
                new ScheduledThreadPoolExecutor(2, daemons("remote-monitor-clock")));
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

    @Override
    public void close() {
        quick.shutdownNow();
        slow.shutdownNow();
        clock.shutdownNow();
    }
}
