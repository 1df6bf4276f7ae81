package io.epochal.trainer.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A gzipped IDX file of unsigned bytes, MNIST's format. */
final class IdxFile {
    /** Two zero bytes, then the type of unsigned bytes. */
    private static final int UNSIGNED_BYTES = 0x08;
    /** What follows the compressed bytes: their checksum and their number. */
    private static final int TRAILER = 8;

    private static final int BUFFER = 1 << 16;
    private static final long MOST = 1 << 30;
    /** So much a file may hold whatever its size; beyond that, so many times its size. */
    private static final long ANYWAY = 64 << 20;

    private static final long MOST_TIMES = 200;

    private final Path file;
    private final int[] shape;
    private final byte[] bytes;

    private IdxFile(Path file, int[] shape, byte[] bytes) {
        this.file = file;
        this.shape = shape;
        this.bytes = bytes;
    }

    /** Reads the whole file; {@link IOException} names the file and what is not as it should be. */
    static IdxFile read(Path file, int dimensions) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                Gunzip gunzip = new Gunzip(raw);
                DataInputStream in = new DataInputStream(gunzip)) {
            int[] shape = shape(file, in, dimensions);
            int size = size(file, shape);
            // Grows with what is there, not with what the header promises.
            byte[] bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new IOException(file + " ends too early: its header says " + words(shape) + ", which is " + size
                        + " bytes; found " + bytes.length);
            }
            if (in.read() >= 0 || gunzip.hasMore()) {
                throw new IOException(
                        file + " continues behind the " + size + " bytes of " + words(shape) + " that its header says");
            }
            return new IdxFile(file, shape, bytes);
        } catch (EOFException e) {
            throw new IOException(file + " ends too early", e);
        } catch (ZipException e) {
            throw new IOException(file + " is no gzip file, or is damaged: " + e.getMessage(), e);
        }
    }

    private static int[] shape(Path file, DataInputStream in, int dimensions) throws IOException {
        int magic = in.readInt();
        int expected = UNSIGNED_BYTES << 8 | dimensions;
        if (magic != expected) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s is no IDX file of bytes in %d dimensions: it begins with %08x, not %08x",
                    file,
                    dimensions,
                    magic,
                    expected));
        }
        int[] shape = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            shape[i] = in.readInt();
            if (shape[i] < 1) {
                throw new IOException(
                        file + " must have 1 or more in each of its " + dimensions + " dimensions; found " + shape[i]);
            }
        }
        return shape;
    }

    private static int size(Path file, int[] shape) throws IOException {
        long size = 1;
        for (int side : shape) {
            size = size > MOST ? size : size * side;
        }
        long most = Math.min(MOST, Math.max(ANYWAY, MOST_TIMES * Files.size(file)));
        if (size > most) {
            throw new IOException(file + " has " + Files.size(file) + " bytes, and its header says " + words(shape)
                    + ": that is more than the " + most + " bytes that such a file may hold");
        }
        return (int) size;
    }

    private static String words(int[] shape) {
        return String.join(
                " x ", Arrays.stream(shape).mapToObj(Integer::toString).toList());
    }

    Path file() {
        return file;
    }

    int size(int dimension) {
        return shape[dimension];
    }

    byte[] bytes() {
        return bytes;
    }

    /** Tells whether anything follows the end, which the class itself ignores. */
    private static final class Gunzip extends GZIPInputStream {
        Gunzip(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        boolean hasMore() throws IOException {
            return inf.getRemaining() > TRAILER || in.read() >= 0;
        }
    }
}
