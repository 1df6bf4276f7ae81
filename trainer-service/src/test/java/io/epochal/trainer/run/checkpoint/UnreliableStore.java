package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.checkpoint.StoreRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A store that can be unavailable, slow, so that a write waits until the test releases it, or reject keys for ever. */
public final class UnreliableStore implements ObjectStore {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private volatile boolean unavailable;
    private volatile Predicate<String> rejected = key -> false;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final AtomicInteger refused = new AtomicInteger();
    private final CountDownLatch writing = new CountDownLatch(1);

    public void leave() {
        unavailable = true;
    }

    public void comeBack() {
        unavailable = false;
    }

    /** How often it was asked while it was unavailable. */
    public int refused() {
        return refused.get();
    }

    /** Such keys can never be written from now on. */
    public void reject(Predicate<String> keys) {
        rejected = keys;
    }

    /** Writes wait from now on. */
    public void slowDown() {
        gate = new CountDownLatch(1);
    }

    public void speedUp() {
        gate.countDown();
    }

    /** Returns when the first write has begun. */
    public void awaitWrite() {
        try {
            assertThat(writing.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(String key) throws IOException {
        if (unavailable) {
            refused.incrementAndGet();
            throw new IOException(key + ": no answer");
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
        if (rejected.test(key)) {
            throw new StoreRefusal("rejected: " + key, new IllegalArgumentException("key"));
        }
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
