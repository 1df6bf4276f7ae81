package io.epochal.trainer.input;

import io.epochal.checkpoint.Inputs;
import io.epochal.protocol.data.InputFile;
import io.epochal.trainer.data.rows.InputFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the files of runs in a folder, by their digests. What was not used for longest goes first when they take more than the limit.
 * Trainers on one machine may share the folder.
 */
public final class InputCache implements InputFiles {
    private final Inputs inputs;
    private final Path folder;
    private final long limit;

    /** @param limit bytes that the files may take together; one file that is larger is kept alone */
    public InputCache(Inputs inputs, Path folder, long limit) {
        this.inputs = inputs;
        this.folder = folder;
        this.limit = limit;
    }

    @Override
    public Path locate(InputFile file) throws IOException {
        String digest = file.sha256();
        if (digest == null) {
            throw new IOException(
                    file.path() + " is not in the object store: whoever submits a run puts its files there, and their"
                            + " SHA-256 into the spec");
        }
        Files.createDirectories(folder);
        Path kept = folder.resolve(digest);
        if (Files.isRegularFile(kept) && Inputs.digest(kept).equals(digest)) {
            Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
            return kept;
        }
        fetch(file, digest, kept);
        evict(kept);
        return kept;
    }

    private void fetch(InputFile file, String digest, Path kept) throws IOException {
        Path part = Files.createTempFile(folder, "part-", "");
        try {
            inputs.copy(digest, file.path(), part);
            Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void evict(Path newest) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(one -> one.getFileName().toString().matches("[0-9a-f]{64}"))
                    .forEach(files::add);
        }
        files.sort(Comparator.comparing(InputCache::used));
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        for (Path file : files) {
            if (size > limit && !file.equals(newest)) {
                size -= Files.size(file);
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime used(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
