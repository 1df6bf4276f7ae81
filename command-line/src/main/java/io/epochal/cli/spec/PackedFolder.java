package io.epochal.cli.spec;

import java.io.IOException;
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
    private PackedFolder() {}

    static Path of(Path folder, Path scratch) throws IOException {
        Files.createDirectories(scratch);
        Path packed = Files.createTempFile(scratch, "input-", ".zip");
        packed.toFile().deleteOnExit();
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream out = Files.newOutputStream(packed);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                add(zip, folder.relativize(file).toString().replace('\\', '/'), file);
            }
        }
        return packed;
    }

    /**
     * Stored, not deflated: images are compressed already. A file is read twice, since its checksum and size come before it; one that
     * has changed in between is refused.
     */
    private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
        CheckedOutputStream summed = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        long size = Files.copy(file, summed);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCrc(summed.getChecksum().getValue());
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        try {
            zip.putNextEntry(entry);
            Files.copy(file, zip);
            zip.closeEntry();
        } catch (ZipException e) {
            throw new IOException(file + " changed while it was packed: " + e.getMessage(), e);
        }
    }
}
