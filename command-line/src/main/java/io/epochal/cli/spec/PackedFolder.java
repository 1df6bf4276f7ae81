package io.epochal.cli.spec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
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

    /** Stored, not deflated: images are compressed already. */
    private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
