package io.epochal.trainer.run.checkpoint;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.trainer.run.port.Faults;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Tasks on their way to the object store, one after the other. While the store is unavailable, each is retried; the training does not
 * notice. Errors are for the caller that waits for all of them.
 */
public final class UploadQueue implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(UploadQueue.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
    private static final Duration ABANDON_LIMIT = Duration.ofSeconds(5);
    private static final FailsafeExecutor<Object> RETRYING = Failsafe.with(RetryPolicy.builder()
            .handle(IOException.class)
            .abortOn(UploadQueue::isFinal)
            .withBackoff(Duration.ofMillis(500), Duration.ofSeconds(10))
            .withMaxRetries(-1)
            .onRetry(attempt -> LOG.warnf(
                    "an upload is retried: %s", attempt.getLastException().getMessage()))
            .build());

    private final BackgroundThread thread;
    private final SaveFailures failures;
    private final Duration closeLimit;

    public UploadQueue(BackgroundThread thread, SaveFailures failures) {
        this(thread, failures, CLOSE_LIMIT);
    }

    /** @param closeLimit how long {@link #close} waits for the uploads so far */
    UploadQueue(BackgroundThread thread, SaveFailures failures, Duration closeLimit) {
        this.thread = thread;
        this.failures = failures;
        this.closeLimit = closeLimit;
    }

    /** May run more than once. */
    public interface Task {
        void run() throws IOException;
    }

    /** @param what is reported as not saved if this can never succeed; the tasks behind it run all the same */
    public void later(String what, Task task) {
        var unused = thread.later(() -> {
            try {
                retrying(task);
            } catch (StoreRefusal | RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
                failures.note(what, e);
            }
            return task;
        });
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof SupersededException
                || failure instanceof StoreRefusal
                || Faults.isInterruption(failure);
    }

    private static void retrying(Task task) throws IOException {
        try {
            RETRYING.run(task::run);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedIOException("interrupted while the object store was unavailable");
            }
            throw e;
        }
    }

    /** Waits for all tasks so far: throws {@link StoreUnavailableException} after the limit, or the first error of any of them. */
    void drain(Duration limit) throws IOException {
        if (!thread.drained(limit)) {
            throw new StoreUnavailableException(limit);
        }
    }

    /** Retries no longer; returns when the thread has ended. */
    void abandon() throws InterruptedIOException {
        thread.abandon(ABANDON_LIMIT);
    }

    /**
     * Waits half a minute at most for the uploads so far, which read copies that the engine frees behind this: what a failed run had
     * saved is not lost. An upload that is still retried then is given up. An interrupted thread waits for nothing.
     */
    @Override
    public void close() {
        thread.close();
        thread.awaitEnd(closeLimit);
    }
}
