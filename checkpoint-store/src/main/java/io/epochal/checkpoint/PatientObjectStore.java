package io.epochal.checkpoint;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store that may be unavailable for a while: what fails is retried, with growing pauses, until a limit. What the store will never
 * take is not retried ({@link StoreRefusal}).
 */
public final class PatientObjectStore implements ObjectStore {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration SLOWEST = Duration.ofSeconds(10);

    private final ObjectStore store;
    private final FailsafeExecutor<Object> patiently;

    /**
     * @param limit how long one request is tried
     * @param onFailure is called with the failure before each retry
     */
    public PatientObjectStore(ObjectStore store, Duration limit, Consumer<Throwable> onFailure) {
        this(store, limit, FIRST, onFailure);
    }

    PatientObjectStore(ObjectStore store, Duration limit, Duration first, Consumer<Throwable> onFailure) {
        this.store = store;
        this.patiently = Failsafe.with(RetryPolicy.builder()
                .handle(IOException.class)
                .abortOn(StoreRefusal.class)
                .withBackoff(first, SLOWEST)
                .withMaxRetries(-1)
                .withMaxDuration(limit)
                .onRetry(attempt -> onFailure.accept(attempt.getLastException()))
                .build());
    }

    @Override
    public void put(String key, Content content) throws IOException {
        boolean unused = patiently(() -> {
            store.put(key, content);
            return true;
        });
    }

    /** May answer false to the caller that has stored it: when the answer to the first try was lost. */
    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        return patiently(() -> store.putIfAbsent(key, content));
    }

    @Override
    public Optional<InputStream> get(String key) throws IOException {
        return patiently(() -> store.get(key));
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return patiently(() -> store.list(prefix));
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        boolean unused = patiently(() -> {
            store.delete(keys);
            return true;
        });
    }

    private <T> T patiently(CheckedSupplier<T> what) throws IOException {
        try {
            return patiently.get(what);
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
