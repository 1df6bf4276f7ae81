package io.epochal.stack;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The commands that use a stack which goes down when the last of them leaves: each holds a part of one lock. */
final class StackLease implements Closeable {
    private final FileChannel channel;
    private final FileLock part;

    private StackLease(FileChannel channel, FileLock part) {
        this.channel = channel;
        this.part = part;
    }

    /** This command is one of them until it leaves, however it ends. */
    static StackLease join(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return new StackLease(channel, channel.lock(0, Long.MAX_VALUE, true));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether no command is one of them. */
    static boolean none(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock whole = channel.tryLock();
            return whole != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Leaves; returns whether nobody else is there. To be asked by who holds the {@link StackLock}. */
    boolean leave() throws IOException {
        part.release();
        FileLock whole = channel.tryLock();
        return whole != null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
