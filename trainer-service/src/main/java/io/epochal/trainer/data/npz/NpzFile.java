package io.epochal.trainer.data.npz;

import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.trainer.data.zip.CheckedEntry;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An archive of arrays as {@code numpy.savez} and {@code savez_compressed} write it. Nothing that a header says is believed before it
 * fits the size of the entry, and entries are read to their checksum.
 */
public final class NpzFile implements AutoCloseable {
    private static final String SUFFIX = ".npy";
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final ZipFile zip;

    private NpzFile(String name, ZipFile zip) {
        this.name = name;
        this.zip = zip;
    }

    /**
     * Opens an archive.
     *
     * @param name of the file in messages
     */
    public static NpzFile open(String name, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + name);
        }
        try {
            return new NpzFile(name, new ZipFile(file.toFile()));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    name + " is no archive of NumPy (.npz, as numpy.savez writes it), or is damaged: " + e.getMessage(),
                    e);
        }
    }

    String name() {
        return name;
    }

    /** The arrays' names. */
    public List<String> names() {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(entry -> entry.endsWith(SUFFIX))
                .map(entry -> entry.substring(0, entry.length() - SUFFIX.length()))
                .toList();
    }

    /**
     * Begins to read an array.
     *
     * @param most bytes that its elements may take
     * @throws IOException that names the file and the array, and says what is not as it should be
     */
    NpyReader read(String array, long most) throws IOException {
        ZipEntry entry = zip.getEntry(array + SUFFIX);
        if (entry == null) {
            List<String> names = names();
            throw new IOException(name + " has no array " + Printable.of(array, 100) + Nearest.hint(array, names)
                    + "; it has: " + Printable.of(String.join(", ", names), 500));
        }
        String origin = name + ": " + array;
        try {
            CheckedEntry in = new CheckedEntry(zip.getInputStream(entry), entry.getCrc());
            DataInputStream data = new DataInputStream(new BufferedInputStream(in, BUFFER));
            try {
                NpyHeader header = NpyHeader.read(data);
                requireSize(header, entry.getSize(), most);
                return new NpyReader(origin, header, data);
            } catch (IOException e) {
                data.close();
                throw e;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(origin + " " + e.getMessage(), e);
        }
    }

    private static void requireSize(NpyHeader header, long size, long most) throws IOException {
        if (header.shape().length == 0) {
            throw new IOException("is a single number; it must have rows");
        }
        long width = header.rowWidth();
        int bytes = header.type().bytes();
        int rows = header.shape()[0];
        if (width > Integer.MAX_VALUE || (width > 0 && rows > most / bytes / width)) {
            throw new IOException("of " + header.words() + " takes more than the " + most + " bytes that are allowed");
        }
        long expected = header.bytes() + rows * width * bytes;
        if (size != expected) {
            throw new IOException(
                    "should take " + expected + " bytes, as its header says " + header.words() + "; it takes " + size);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
