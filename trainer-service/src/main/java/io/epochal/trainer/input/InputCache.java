package io.epochal.trainer.input;

import io.epochal.checkpoint.InputSource;
import io.epochal.checkpoint.Inputs;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.ObjectPin;
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
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the files of runs in a folder, by their content: a file that was submitted under its digest, an object in S3 under its pin's
 * and its content's. What was not used for longest goes first when they take more than the limit. Trainers on one machine may share
 * the folder.
 */
public final class InputCache implements InputFiles {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}(?:-[0-9a-f]{64})?");

    private final InputSource source;
    private final Path folder;
    private final Path scratch;
    private final long limit;

    /**
     * @param scratch where files are while they are fetched, on the same file system
     * @param limit bytes that the files may take together; one file that is larger is kept alone, and an object that is larger refused
     */
    public InputCache(InputSource source, Path folder, Path scratch, long limit) {
        this.source = source;
        this.folder = folder;
        this.scratch = scratch;
        this.limit = limit;
    }

    @Override
    public Path locate(InputFile file) throws IOException {
        String name = InputSource.name(file);
        Files.createDirectories(folder);
        Optional<Path> found = kept(file, name);
        if (found.isPresent()) {
            Files.setLastModifiedTime(found.get(), FileTime.from(Instant.now()));
            return found.get();
        }
        Path kept = fetch(file, name);
        evict(kept);
        return kept;
    }

    /** The file if it still has the content that it is named after. */
    private Optional<Path> kept(InputFile file, String name) throws IOException {
        if (file.pin() == null) {
            Path kept = folder.resolve(name);
            return Files.isRegularFile(kept) && Inputs.digest(kept).equals(name) ? Optional.of(kept) : Optional.empty();
        }
        for (Path kept : files()) {
            String found = kept.getFileName().toString();
            if (found.startsWith(name + "-") && Inputs.digest(kept).equals(found.substring(name.length() + 1))) {
                return Optional.of(kept);
            }
        }
        return Optional.empty();
    }

    private Path fetch(InputFile file, String name) throws IOException {
        ObjectPin pin = file.pin();
        if (pin != null && pin.size() > limit) {
            throw new IOException(file.path() + " has " + pin.size() + " bytes; a trainer keeps at most " + limit
                    + " bytes of files (EPOCHAL_INPUTS_LIMIT)");
        }
        Files.createDirectories(scratch);
        Path part = Files.createTempFile(scratch, "part-", "");
        try {
            String digest = source.copy(file, part);
            return Files.move(
                    part, folder.resolve(pin == null ? name : name + "-" + digest), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> NAME.matcher(one.getFileName().toString()).matches())
                    .toList();
        }
    }

    private void evict(Path newest) throws IOException {
        List<Path> files = new ArrayList<>(files());
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
