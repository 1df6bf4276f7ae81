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

/** Whoever changes the stack of a home folder holds this, so that two commands do one thing after the other. */
final class StackLock implements Closeable {
    private static final Duration POLL = Duration.ofMillis(50);

    /** The operating system tells processes apart, and not the threads of one. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private StackLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty while somebody else holds it. */
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
            abandon(file, channel);
            throw e;
        }
        abandon(file, channel);
        return Optional.empty();
    }

    /** Waits for it; {@link IOException} when whoever holds it does not let go of it. */
    static StackLock await(Path file, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<StackLock> lock = attempt(file);
        while (lock.isEmpty()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IOException("another command holds " + file + " since " + patience.toSeconds()
                        + " s; end that command and try again");
            }
            LockSupport.parkNanos(POLL.toNanos());
            lock = attempt(file);
        }
        return lock.get();
    }

    @Override
    public void close() throws IOException {
        abandon(file, channel);
    }

    private static void abandon(Path file, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(file);
        }
    }
}
