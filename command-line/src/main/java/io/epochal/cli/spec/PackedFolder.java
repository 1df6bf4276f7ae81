package io.epochal.cli.spec;

import io.epochal.checkpoint.Inputs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;

/** A folder as one file: a ZIP whose bytes depend on names and contents alone, so that the same folder has the same digest. */
final class PackedFolder {
    private final ZipOutputStream zip;
    private final Inputs.Progress progress;
    private long read;

    private PackedFolder(ZipOutputStream zip, Inputs.Progress progress) {
        this.zip = zip;
        this.progress = progress;
    }

    static Path of(Path folder, Path scratch, InputProgress progress) throws IOException {
        Files.createDirectories(scratch);
        Path packed = Files.createTempFile(scratch, "input-", ".zip");
        packed.toFile().deleteOnExit();
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Inputs.Progress bar = progress.begin("packing", String.valueOf(folder.getFileName()), size(files));
        try (OutputStream out = Files.newOutputStream(packed);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            PackedFolder archive = new PackedFolder(zip, bar);
            for (Path file : files) {
                archive.add(folder.relativize(file).toString().replace('\\', '/'), file);
            }
        } finally {
            progress.clear();
        }
        return packed;
    }

    private static long size(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }

    /**
     * Stored, not deflated: images are compressed already. A file is read twice, since its checksum and size come before it; one that
     * has changed in between is refused.
     */
    private void add(String name, Path file) throws IOException {
        CheckedOutputStream summed = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        long size = copy(file, summed);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCrc(summed.getChecksum().getValue());
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        try {
            zip.putNextEntry(entry);
            copy(file, zip);
            zip.closeEntry();
        } catch (ZipException e) {
            throw new IOException(file + " changed while it was packed: " + e.getMessage(), e);
        }
    }

    /** Each of the two readings is half of the work. */
    private long copy(Path file, OutputStream to) throws IOException {
        long before = read;
        try (InputStream in =
                Inputs.counted(Files.newInputStream(file), bytes -> progress.read((before + bytes) / 2))) {
            long copied = in.transferTo(to);
            read += copied;
            return copied;
        }
    }
}
