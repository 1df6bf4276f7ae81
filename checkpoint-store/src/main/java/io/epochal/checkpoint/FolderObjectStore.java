package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Objects as files below a folder, their keys as paths: for what the object store could not take. Copied to a bucket, it is one. */
public final class FolderObjectStore implements ObjectStore {
    private static final String PART = ".part-";

    private final Path folder;

    public FolderObjectStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public void put(String key, Content content) throws IOException {
        Path part = written(key, content);
        Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) throws IOException {
        Path part = written(key, content);
        try {
            // A link is made or refused as a whole, which a move is not.
            Files.createLink(file(key), part);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.delete(part);
        }
    }

    private Path written(String key, Content content) throws IOException {
        Path file = file(key);
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(file.getFileName() + PART + UUID.randomUUID());
        try (InputStream in = content.open()) {
            Files.copy(in, part);
        }
        return part;
    }

    @Override
    public Optional<InputStream> get(String key) throws IOException {
        try {
            return Optional.of(Files.newInputStream(file(key)));
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
                    .filter(key -> key.startsWith(prefix) && !key.contains(PART))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        for (String key : keys) {
            Files.deleteIfExists(file(key));
        }
    }

    private Path file(String key) {
        return folder.resolve(key);
    }
}
