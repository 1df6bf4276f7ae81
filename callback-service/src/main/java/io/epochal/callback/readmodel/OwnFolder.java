package io.epochal.callback.readmodel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that no other process has while this one lives, among those that earlier processes may have left.
 *
 * @param lock which ends with the process
 */
record OwnFolder(Path path, FileChannel lock) implements AutoCloseable {
    private static final int MOST = 64;

    /** The first that no living process has. */
    static OwnFolder in(Path parent) throws IOException {
        Files.createDirectories(parent);
        for (int number = 1; number <= MOST; number++) {
            Optional<OwnFolder> own = taken(parent, number);
            if (own.isPresent()) {
                return own.get();
            }
        }
        throw new IOException("other processes have all of the " + MOST + " folders in " + parent);
    }

    private static Optional<OwnFolder> taken(Path parent, int number) throws IOException {
        FileChannel channel =
                FileChannel.open(parent.resolve(number + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Path folder = Files.createDirectories(parent.resolve(Integer.toString(number)));
                return Optional.of(new OwnFolder(folder, channel));
            }
        } catch (OverlappingFileLockException e) {
            // Another one of this process.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /** Deletes the files in it. */
    void empty() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
