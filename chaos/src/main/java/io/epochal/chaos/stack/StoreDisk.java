package io.epochal.chaos.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small disk for the store that can be filled to the last byte: a tmpfs, where this user may mount one. */
public final class StoreDisk implements AutoCloseable {
    private static final String SIZE = "256m";
    private static final int PIECE = 64 * 1024;

    private final Path folder;
    private final boolean mounted;

    private StoreDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static StoreDisk mountedAt(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new StoreDisk(folder, run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString()));
    }

    /** Whether it can be filled; false where this user may not mount, and the folder is an ordinary one. */
    public boolean fillable() {
        return mounted;
    }

    /** Leaves no byte free. Other processes may free and use space meanwhile. */
    public void fill() throws IOException {
        if (!mounted) {
            throw new IOException(folder + " is not a separate disk, so it is not filled");
        }
        byte[] piece = new byte[PIECE];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (folder.toFile().getUsableSpace() > 0) {
                ballast.write(piece);
            }
        } catch (IOException e) {
            if (Files.exists(ballast()) && Files.size(ballast()) == 0) {
                throw e;
            }
        }
    }

    public void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() throws IOException {
        if (mounted && !run("umount", "-l", folder.toString())) {
            throw new IOException(folder + " could not be unmounted");
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
