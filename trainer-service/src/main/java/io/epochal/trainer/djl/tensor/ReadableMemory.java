package io.epochal.trainer.djl.tensor;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Native memory that some threads read and another one frees: nothing else would stop a thread from reading what was freed. Several read
 * at once.
 */
public final class ReadableMemory {
    /** What is told where it is read too late. */
    public static final String FREED = "the copy of the weights is closed, as the attempt that made it has ended";

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Runnable freeing;
    private boolean freed;

    public ReadableMemory(Runnable freeing) {
        this.freeing = freeing;
    }

    /** It is freed, so it cannot be read. */
    public static final class FreedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        FreedException() {
            super(FREED);
        }
    }

    /** What the reading gives; throws {@link FreedException} when the memory is freed. */
    public <T> T read(Supplier<T> reading) {
        lock.readLock().lock();
        try {
            if (freed) {
                throw new FreedException();
            }
            return reading.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Frees it once, behind the readings under way. */
    public void free() {
        lock.writeLock().lock();
        try {
            if (!freed) {
                freed = true;
                freeing.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
