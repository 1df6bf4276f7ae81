package io.epochal.callback.api.access;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs requests that wait for Kafka on a few threads of their own, so that no number of them delays a decider, the health check or
 * each other. A request that finds the queue full is rejected at once.
 */
@ApplicationScoped
public class RequestExecutor {
    private static final int THREADS = 16;
    private static final int QUEUE = 112;
    /** How many requests there is room for. */
    public static final int ROOM = THREADS + QUEUE;

    public static final String FULL = "too many requests wait for Kafka; retry later";

    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

    private final ThreadPoolExecutor threads;

    /** For requests that wait for Kafka on their thread. */
    public RequestExecutor() {
        this(THREADS, QUEUE);
    }

    /** @param queue how many requests may wait for a thread */
    public RequestExecutor(int count, int queue) {
        threads = new ThreadPoolExecutor(
                count, count, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), RequestExecutor::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    /** What the work returns or throws, later; a {@link ProblemException} where there is no room for it. */
    public <T> CompletionStage<T> serve(Callable<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        long came = System.nanoTime();
        try {
            threads.execute(() -> work(came, work, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(busy());
        }
        return answer;
    }

    private static <T> void work(long came, Callable<T> work, CompletableFuture<T> answer) {
        if (System.nanoTime() - came > LONGEST_WAIT_NANOS) {
            answer.completeExceptionally(busy());
            return;
        }
        try {
            answer.complete(work.call());
        } catch (Exception e) {
            answer.completeExceptionally(e);
        }
    }

    public static ProblemException busy() {
        return new ProblemException(ProblemType.BUSY, FULL);
    }

    @PreDestroy
    public void close() {
        threads.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "api-request");
        thread.setDaemon(true);
        return thread;
    }
}
