package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A store that takes some keys never. */
record RefusingStore(ObjectStore store, Predicate<String> refused) implements ObjectStore {
    @Override
    public void put(String key, Content content) throws IOException {
        require(key);
        store.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        require(key);
        return store.putIfAbsent(key, content);
    }

    private void require(String key) throws StoreRefusal {
        if (refused.test(key)) {
            throw new StoreRefusal("400 for a key of " + key.length(), new IllegalArgumentException("key"));
        }
    }

    @Override
    public Optional<InputStream> get(String key) throws IOException {
        return store.get(key);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return store.list(prefix);
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        store.delete(keys);
    }
}
