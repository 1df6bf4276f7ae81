package io.epochal.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** How far the engine's native library is unpacked. That happens in the first run only, and takes seconds. */
public final class NativeUnpacking {
    private static final double DONE = 0.99;
    private final Path cache;
    private final long total;

    private NativeUnpacking(Path cache, long total) {
        this.cache = cache;
        this.total = total;
    }

    /** Empty when the library is unpacked already. */
    static Optional<NativeUnpacking> pending(Home home) throws IOException {
        Path libraries = home.installation().trainerLibraries();
        if (Files.notExists(libraries)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(libraries)) {
            long total = 0;
            for (Path file : files.filter(one -> one.toString().contains("pytorch-native"))
                    .toList()) {
                try (ZipFile jar = new ZipFile(file.toFile())) {
                    total += jar.stream().mapToLong(ZipEntry::getSize).sum();
                }
            }
            NativeUnpacking unpacking = new NativeUnpacking(home.nativeCache(), total);
            return total == 0 || unpacking.fraction() >= DONE ? Optional.empty() : Optional.of(unpacking);
        }
    }

    public boolean done() throws IOException {
        return fraction() >= DONE;
    }

    public double fraction() throws IOException {
        if (Files.notExists(cache)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(cache)) {
            return files.mapToLong(NativeUnpacking::size).sum() / (double) total;
        } catch (UncheckedIOException e) {
            // Files are moved while they are unpacked; the next call sees them.
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
