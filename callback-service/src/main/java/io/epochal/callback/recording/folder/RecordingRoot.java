package io.epochal.callback.recording.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The recordings' folder. Below it no link is followed and only regular files are opened; what forbids that is an {@link
 * UnrecordableException}. The folder itself may be a link.
 */
public record RecordingRoot(Path path) {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> WHOLE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    private static final String PART = ".part";

    public RecordingRoot {
        path = path.toAbsolutePath().normalize();
    }

    /** The file or folder of a recording; {@link UnrecordableException} when this machine's files cannot have the name. */
    public Path resolve(RecordingPath recording) throws UnrecordableException {
        try {
            return path.resolve(recording.toString());
        } catch (InvalidPathException e) {
            throw new UnrecordableException(
                    recording.name() + " cannot be a file's name where this service runs, since LANG sets another"
                            + " character set than UTF-8, or none: " + e.getReason(),
                    e);
        }
    }

    /** What is at this path, if anything is; a link is a link. */
    public static Optional<BasicFileAttributes> look(Path file) throws IOException {
        return PathGuard.look(file);
    }

    /** Whether there is a file that {@link #open} would open. */
    public boolean hasFile(Path file) throws IOException {
        return guard().hasFile(file);
    }

    public void createParents(Path file) throws IOException {
        guard().createParents(file);
    }

    public FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
        guard().requireFileOrNothing(file);
        return FileChannel.open(file, unlinked(options));
    }

    /** All of a file; empty when it is missing. */
    public Optional<byte[]> read(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (FileChannel channel = open(file, READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            return Optional.of(bytes.array());
        }
    }

    /** Replaces a file atomically: a reader, or the next process after a crash, finds the old file or the new one. */
    public void replace(Path file, byte[] bytes) throws IOException {
        replace(file, bytes, new FileAttribute<?>[0]);
    }

    /** The same, in a file that only its owner may read. */
    public void replacePrivate(Path file, byte[] bytes) throws IOException {
        boolean posix = Files.getFileStore(path).supportsFileAttributeView("posix");
        replace(
                file,
                bytes,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0]);
    }

    private void replace(Path file, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        createParents(file);
        guard().requireFileOrNothing(file);
        Path part = file.resolveSibling(file.getFileName() + PART);
        guard().requireFileOrNothing(part);
        try (FileChannel channel = FileChannel.open(part, unlinked(WHOLE), attributes)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes a file if there is one; what is no file is left alone. */
    public void delete(Path file) throws IOException {
        if (hasFile(file)) {
            Files.deleteIfExists(file);
        }
    }

    /** Relative to this folder, for messages. */
    public String shown(Path file) {
        return guard().shown(file);
    }

    private PathGuard guard() {
        return new PathGuard(path);
    }

    private static Set<OpenOption> unlinked(Set<? extends OpenOption> options) {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        return all;
    }
}
