package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A store for who only reads: what would change it is refused before it is sent, whatever rights the keys have. */
public record ReadOnlyStore(ObjectStore store) implements ObjectStore {
    private static final String ADVICE = ": this program only reads the store";

    @Override
    public void put(String key, Content content) throws IOException {
        throw refused("put", key);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        throw refused("put", key);
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
        throw refused("delete", String.join(", ", keys));
    }

    private static IOException refused(String verb, String key) {
        return new IOException(verb + " " + key + ADVICE);
    }
}
