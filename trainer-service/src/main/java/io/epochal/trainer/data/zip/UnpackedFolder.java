package io.epochal.trainer.data.zip;

import io.epochal.disk.Directories;
import io.epochal.protocol.field.Printable;
import io.epochal.trainer.data.rows.DataSettings;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A folder of files: as it is, or out of a ZIP file, for as long as this is open. */
public final class UnpackedFolder implements AutoCloseable {
    private static final int MOST_ENTRIES = 5_000_000;
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final boolean temporary;
    private final Path root;

    private UnpackedFolder(Path root, boolean temporary) throws IOException {
        this.root = root;
        this.temporary = temporary;
        this.folder = temporary ? content(root) : root;
    }

    /**
     * Opens a folder, or unpacks a ZIP file into the cache.
     *
     * @param name of the file in messages
     * @throws IOException when it is neither, is damaged, leads out of its folder, or holds more than the settings allow
     */
    public static UnpackedFolder open(String name, Path file, DataSettings settings) throws IOException {
        if (Files.isDirectory(file)) {
            return new UnpackedFolder(file, false);
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no folder or ZIP file " + name);
        }
        Files.createDirectories(settings.cache());
        try (ZipFile zip = zip(name, file)) {
            return unpacked(name, zip, settings);
        }
    }

    private static ZipFile zip(String name, Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(name + " is no folder and no ZIP file, or is damaged: " + e.getMessage(), e);
        }
    }

    private static UnpackedFolder unpacked(String name, ZipFile zip, DataSettings settings) throws IOException {
        Path root = Files.createTempDirectory(settings.cache(), "folder-");
        try {
            unpack(name, zip, root, settings.unpackedBytes());
            return new UnpackedFolder(root, true);
        } catch (IOException | RuntimeException e) {
            Directories.delete(root);
            throw e;
        }
    }

    private static void unpack(String name, ZipFile zip, Path root, long most) throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw new IOException(name + " has " + zip.size() + " files; at most " + MOST_ENTRIES + " are allowed");
        }
        long left = most;
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            Path target = target(name, root, entry);
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else {
                Files.createDirectories(target.resolve("..").normalize());
                left -= copy(name, zip, entry, target, left);
                if (left < 0) {
                    throw new IOException(name + " unpacks to more than the " + most + " bytes that are allowed");
                }
            }
        }
    }

    private static Path target(String name, Path root, ZipEntry entry) throws IOException {
        Path target = root.resolve(entry.getName().replace('\\', '/')).normalize();
        if (!target.startsWith(root)) {
            throw new IOException(
                    name + " has a file that leads out of its folder: " + Printable.of(entry.getName(), 200));
        }
        return target;
    }

    /** Copies one entry; as soon as it is longer than {@code most} it stops. */
    private static long copy(String name, ZipFile zip, ZipEntry entry, Path target, long most) throws IOException {
        long copied = 0;
        String file = name + ": " + Printable.of(entry.getName(), 200);
        try (InputStream in = new BufferedInputStream(new CheckedEntry(zip.getInputStream(entry), entry.getCrc()));
                OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0 && copied <= most; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                copied += count;
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        return copied;
    }

    /** Below a folder that holds nothing but one folder of folders, what it holds. */
    private static Path content(Path root) throws IOException {
        List<Path> inside = list(root);
        boolean wrapped = inside.size() == 1
                && Files.isDirectory(inside.get(0))
                && list(inside.get(0)).stream().anyMatch(Files::isDirectory);
        return wrapped ? inside.get(0) : root;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().equals("__MACOSX"))
                    .toList();
        }
    }

    public Path folder() {
        return folder;
    }

    /** Deletes what was unpacked. */
    @Override
    public void close() throws IOException {
        if (temporary) {
            Directories.delete(root);
        }
    }
}
