package io.epochal.stack;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The exclusive lock of a home folder: a command holds it while it changes the stack. */
final class StackLock implements Closeable {
    private static final Duration POLL = Duration.ofMillis(50);

    /** File locks are per process; this set tells the threads of one process apart. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private StackLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty while another thread or process holds it. */
    static Optional<StackLock> attempt(Path file) throws IOException {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new StackLock(file, channel));
            }
        } catch (IOException | RuntimeException e) {
            release(file, channel);
            throw e;
        }
        release(file, channel);
        return Optional.empty();
    }

    /** Waits for the lock; {@link IOException} when it is not released in time. */
    static StackLock await(Path file, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Optional<StackLock> lock = attempt(file);
        while (lock.isEmpty()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IOException("another command holds " + file + " for more than " + timeout.toSeconds()
                        + " s; end that command and retry");
            }
            LockSupport.parkNanos(POLL.toNanos());
            lock = attempt(file);
        }
        return lock.get();
    }

    @Override
    public void close() throws IOException {
        release(file, channel);
    }

    private static void release(Path file, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(file);
        }
    }
}
