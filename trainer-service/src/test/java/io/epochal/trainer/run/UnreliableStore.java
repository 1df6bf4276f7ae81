package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store that can be away, or slow: then a request waits until the test lets it go on. */
final class UnreliableStore implements ObjectStore {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private volatile boolean away;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final CountDownLatch writing = new CountDownLatch(1);

    void leave() {
        away = true;
    }

    void comeBack() {
        away = false;
    }

    /** Writes wait from now on. */
    void slowDown() {
        gate = new CountDownLatch(1);
    }

    void speedUp() {
        gate.countDown();
    }

    /** Returns when the first write has begun. */
    void awaitWrite() {
        try {
            assertThat(writing.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(String key) throws IOException {
        if (away) {
            throw new IOException(key + ": nobody answers");
        }
    }

    @Override
    public void put(String key, Content content) throws IOException {
        if (key.contains("/checkpoints/")) {
            writing.countDown();
        }
        try {
            if (key.startsWith("runs/")) {
                gate.await();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException(key);
        }
        answer(key);
        store.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        answer(key);
        return store.putIfAbsent(key, content);
    }

    @Override
    public Optional<InputStream> get(String key) throws IOException {
        answer(key);
        return store.get(key);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        answer(prefix);
        return store.list(prefix);
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        answer(String.join(", ", keys));
        store.delete(keys);
    }
}
