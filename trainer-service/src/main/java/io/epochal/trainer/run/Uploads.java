package io.epochal.trainer.run;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.epochal.checkpoint.StoreRefusal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
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
            .abortOn(Uploads::isFinal)
            .withBackoff(Duration.ofMillis(500), Duration.ofSeconds(10))
            .withMaxRetries(-1)
            .onRetry(attempt -> LOG.warnf(
                    "what is to be stored is tried again: %s",
                    attempt.getLastException().getMessage()))
            .build());

    private final Background thread = new Background("checkpoint-writer");
    private final Unsaved unsaved;

    Uploads(Unsaved unsaved) {
        this.unsaved = unsaved;
    }

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

    /** @param what is not saved if this can never succeed; what is asked for behind it is done all the same */
    void later(String what, Task task) {
        var unused = thread.later(() -> {
            try {
                patiently(task);
            } catch (StoreRefusal | RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
                unsaved.note(what, e);
            }
            return task;
        });
    }

    /** A socket that times out is no interruption, though its exception is called one. */
    private static boolean isFinal(Throwable failure) {
        return failure instanceof Fence.Superseded
                || failure instanceof StoreRefusal
                || (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException));
    }

    private static void patiently(Task task) throws IOException {
        try {
            PATIENTLY.run(task::run);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedIOException("interrupted while the store was away");
            }
            throw e;
        }
    }

    /** Waits for everything that was asked for: throws {@link StoreAway} after the limit, or what went wrong with any of it. */
    void drain(Duration limit) throws IOException {
        if (!thread.drained(limit)) {
            throw new StoreAway(limit);
        }
    }

    /** Tries no longer; returns when the thread is still. */
    void abandon() throws InterruptedIOException {
        thread.abandon(LAST_WORDS);
    }

    @Override
    public void close() {
        thread.close();
    }
}
