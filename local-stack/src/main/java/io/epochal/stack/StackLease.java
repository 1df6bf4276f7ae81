package io.epochal.stack;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A shared lock of each command that uses a stack which stops when the last of them has ended. */
final class StackLease implements Closeable {
    private final FileChannel channel;
    private final FileLock part;

    private StackLease(FileChannel channel, FileLock part) {
        this.channel = channel;
        this.part = part;
    }

    /** Takes the lock, until {@link #release} or until this process ends. */
    static StackLease take(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new StackLease(channel, channel.lock(0, Long.MAX_VALUE, true));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether no command holds the lock. */
    static boolean none(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock whole = channel.tryLock();
            return whole != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Releases the lock; returns whether no other command holds it. The caller holds the {@link StackLock}. */
    boolean release() throws IOException {
        part.release();
        FileLock whole = channel.tryLock();
        return whole != null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
