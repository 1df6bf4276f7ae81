package io.epochal.checkpoint;

import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Objects as files below a folder, their keys as paths: for what the object store could not take. Copied to a bucket, it is one. */
public final class FolderObjectStore implements ObjectStore {
    /** Where files are while they are written; no key begins so. */
    private static final String UNDER_WAY = ".under-way";

    private static final Set<String> NO_NAMES = Set.of("", ".", "..");
    private static final int SHOWN = 300;

    private final Path folder;

    public FolderObjectStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public void put(String key, Content content) throws IOException {
        Path file = prepared(key);
        if (Files.isDirectory(file)) {
            throw new StoreRefusal(Printable.of(key, SHOWN) + " is a folder here", new FileAlreadyExistsException(key));
        }
        Files.move(written(content), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        Path file = prepared(key);
        Path part = written(content);
        try {
            // A link is made or refused as a whole, which a move is not.
            Files.createLink(file, part);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.delete(part);
        }
    }

    private Path written(Content content) throws IOException {
        Path parts = Files.createDirectories(folder.resolve(UNDER_WAY));
        Path part = parts.resolve(UUID.randomUUID().toString());
        try (InputStream in = content.open()) {
            Files.copy(in, part);
            return part;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    private Path prepared(String key) throws IOException {
        Path file = file(key);
        try {
            Files.createDirectories(file.getParent());
            return file;
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            throw new StoreRefusal(Printable.of(key, SHOWN) + " would be below a file", e);
        }
    }

    @Override
    public Optional<InputStream> get(String key) throws IOException {
        Path file = file(key);
        try {
            return Files.isDirectory(file) ? Optional.empty() : Optional.of(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(key -> key.startsWith(prefix) && !key.startsWith(UNDER_WAY))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        for (String key : keys) {
            Path file = file(key);
            if (!Files.isDirectory(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Below the folder, for every key. */
    private Path file(String key) throws StoreRefusal {
        String shown = Printable.of(key, SHOWN);
        if (key.startsWith(UNDER_WAY) || Arrays.stream(key.split("/", -1)).anyMatch(NO_NAMES::contains)) {
            throw new StoreRefusal(shown + " is no key here", new InvalidPathException(shown, "no key"));
        }
        try {
            return folder.resolve(key);
        } catch (InvalidPathException e) {
            throw new StoreRefusal(shown + " can be no file's name: " + e.getReason(), e);
        }
    }
}
