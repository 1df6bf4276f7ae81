package io.epochal.callback.recording.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The recordings' folder. What lies below it is reached through folders alone and is a file itself: no link is followed, in whatever
 * part of a path, and nothing that is no file is opened. The folder itself may be a link.
 */
public record RecordingRoot(Path path) {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> WHOLE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    private static final String PART = ".part";

    public RecordingRoot {
        path = path.toAbsolutePath().normalize();
    }

    /** Where that is; {@link UnrecordableException} when this machine's files cannot have the name. */
    public Path resolve(RecordingPath place) throws UnrecordableException {
        try {
            return path.resolve(place.toString());
        } catch (InvalidPathException e) {
            throw new UnrecordableException(
                    place.name() + " cannot be a file's name where this service runs, since LANG says another"
                            + " character set than UTF-8, or none: " + e.getReason(),
                    e);
        }
    }

    /** What lies there, if anything does; a link is a link. */
    public static Optional<BasicFileAttributes> look(Path file) throws IOException {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    /** Whether a file lies there that {@link #open} would open. */
    public boolean hasFile(Path file) throws IOException {
        for (Path folder : above(file)) {
            Optional<BasicFileAttributes> there = look(folder);
            if (there.isEmpty() || !there.get().isDirectory()) {
                return false;
            }
        }
        return look(file).filter(BasicFileAttributes::isRegularFile).isPresent();
    }

    /** Those that a file lies in. */
    public void createFoldersOf(Path file) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
        }
        for (Path one : above(file)) {
            if (look(one).isEmpty()) {
                try {
                    Files.createDirectory(one);
                } catch (FileAlreadyExistsException e) {
                    requireFolder(one);
                }
            }
            requireFolder(one);
        }
    }

    public FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
        requireNoLink(file);
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, all);
    }

    /** All of a file; empty when there is none. */
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

    /** A reader, or whoever comes after a crash, finds the old file or the new one. */
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
        createFoldersOf(file);
        requireNoLink(file);
        Path part = file.resolveSibling(file.getFileName() + PART);
        requireNoLink(part);
        Set<OpenOption> options = new HashSet<>(WHOLE);
        options.add(LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(part, options, attributes)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether or not it was there; what is no file is left alone. */
    public void delete(Path file) throws IOException {
        if (hasFile(file)) {
            Files.deleteIfExists(file);
        }
    }

    private void requireNoLink(Path file) throws IOException {
        for (Path folder : above(file)) {
            requireFolder(folder);
        }
        Optional<BasicFileAttributes> there = look(file);
        if (there.isPresent() && !there.get().isRegularFile()) {
            throw new UnrecordableException(shown(file) + " is "
                    + (there.get().isSymbolicLink() ? "a link, which is not followed" : "there already and no file"));
        }
    }

    private void requireFolder(Path folder) throws IOException {
        BasicFileAttributes there =
                look(folder).orElseThrow(() -> new NoSuchFileException(shown(folder), null, "the folder is gone"));
        if (!there.isDirectory()) {
            throw new UnrecordableException(shown(folder) + " is "
                    + (there.isSymbolicLink() ? "a link, which is not followed" : "a file, and was to be a folder"));
        }
    }

    public String shown(Path file) {
        return path.relativize(file).toString();
    }

    /** The folders that a file lies in, from below the root down. */
    private List<Path> above(Path file) throws UnrecordableException {
        if (!file.startsWith(path)) {
            throw new UnrecordableException(file + " is not below the recordings' folder");
        }
        List<Path> folders = new ArrayList<>();
        Path relative = path.relativize(file);
        for (int parts = 1; parts < relative.getNameCount(); parts++) {
            folders.add(path.resolve(relative.subpath(0, parts)));
        }
        return folders;
    }
}
