package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
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
    static final Duration FIRST = Duration.ofMillis(200);

    private final ObjectStore store;
    private final Patience patience;

    /**
     * @param limit how long one request is tried
     * @param onFailure is called with the failure before each retry
     */
    public PatientObjectStore(ObjectStore store, Duration limit, Consumer<Throwable> onFailure) {
        this(store, limit, FIRST, onFailure);
    }

    PatientObjectStore(ObjectStore store, Duration limit, Duration first, Consumer<Throwable> onFailure) {
        this.store = store;
        this.patience = new Patience(limit, first, onFailure);
    }

    @Override
    public void put(String key, Content content) throws IOException {
        boolean unused = patience.get(() -> {
            store.put(key, content);
            return true;
        });
    }

    /** May answer false to the caller that has stored it: when the answer to the first try was lost. */
    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        return patience.get(() -> store.putIfAbsent(key, content));
    }

    @Override
    public Optional<InputStream> get(String key) throws IOException {
        return patience.get(() -> store.get(key));
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return patience.get(() -> store.list(prefix));
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        boolean unused = patience.get(() -> {
            store.delete(keys);
            return true;
        });
    }
}
