package io.epochal.checkpoint;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Retries what fails, with growing pauses, until a limit; but not a {@link StoreRefusal}. */
final class Patience {
    private static final Duration SLOWEST = Duration.ofSeconds(10);

    private final FailsafeExecutor<Object> retrying;

    /**
     * @param limit how long one request is tried
     * @param first the first pause
     * @param onFailure is called with the failure before each retry
     */
    Patience(Duration limit, Duration first, Consumer<Throwable> onFailure) {
        this.retrying = Failsafe.with(RetryPolicy.builder()
                .handle(IOException.class)
                .abortOn(StoreRefusal.class)
                .withBackoff(first, SLOWEST)
                .withMaxRetries(-1)
                .withMaxDuration(limit)
                .onRetry(attempt -> onFailure.accept(attempt.getLastException()))
                .build());
    }

    <T> T get(CheckedSupplier<T> what) throws IOException {
        try {
            return retrying.get(what);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the store was away");
            }
            throw e;
        }
    }
}
