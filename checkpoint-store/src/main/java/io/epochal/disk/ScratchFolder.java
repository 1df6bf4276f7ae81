package io.epochal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder of one process, for what it needs while it lives. The process holds a lock in it, which the kernel releases when the process
 * dies, also when it is killed. The next process that opens a folder beside it deletes the folders that no process has locked.
 */
public final class ScratchFolder implements AutoCloseable {
    private static final String PREFIX = "process-";
    private static final String LOCK = "lock";
    /** Of this process. Their locks are not even looked at: closing a file gives up all locks that the process holds on it. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private ScratchFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes one, and deletes those of dead processes.
     *
     * @param parent is shared by processes, and made if it is not there
     */
    public static synchronized ScratchFolder open(Path parent) throws IOException {
        Files.createDirectories(parent);
        List<ScratchFolder> dead = new ArrayList<>();
        ScratchFolder own;
        // A folder exists for a moment before its lock is held; this one lets nobody look then.
        try (FileChannel door =
                        FileChannel.open(parent.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = door.lock()) {
            for (Path one : folders(parent)) {
                locked(one).ifPresent(dead::add);
            }
            Path made = Files.createTempDirectory(parent.toAbsolutePath(), PREFIX);
            Files.createFile(made.resolve(LOCK));
            own = locked(made)
                    .orElseThrow(() -> new IOException("the new folder in " + parent + " is locked by another"));
        }
        OWN.add(own.folder);
        for (ScratchFolder one : dead) {
            one.close();
        }
        return own;
    }

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(one -> one.getFileName().toString().startsWith(PREFIX) && Files.isDirectory(one))
                    .map(Path::toAbsolutePath)
                    .filter(one -> !OWN.contains(one))
                    .toList();
        }
    }

    /** Empty where a process holds it, or deletes it just now. */
    private static Optional<ScratchFolder> locked(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } finally {
            if (!held) {
                channel.close();
            }
        }
        return held ? Optional.of(new ScratchFolder(folder, channel)) : Optional.empty();
    }

    public Path path() {
        return folder;
    }

    /** Deletes it, the lock at last: a process that dies on the way leaves a folder that the next one finds. */
    @Override
    public void close() throws IOException {
        try {
            List<Path> content;
            try (Stream<Path> all = Files.list(folder)) {
                content = all.filter(one -> !one.getFileName().toString().equals(LOCK))
                        .toList();
            }
            for (Path one : content) {
                Directories.delete(one);
            }
            Directories.delete(folder);
        } finally {
            lock.close();
            OWN.remove(folder);
        }
    }
}
