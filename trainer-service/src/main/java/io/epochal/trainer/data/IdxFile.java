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

/** A gzipped IDX file of unsigned bytes, MNIST's format. */
final class IdxFile {
    /** Two zero bytes, then the type of unsigned bytes. */
    private static final int UNSIGNED_BYTES = 0x08;

    private final int[] shape;
    private final byte[] bytes;

    private IdxFile(int[] shape, byte[] bytes) {
        this.shape = shape;
        this.bytes = bytes;
    }

    /** Reads the whole file; {@link IOException} names the file and what is not as it should be. */
    static IdxFile read(Path file, int dimensions) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(raw, 1 << 16)))) {
            int magic = in.readInt();
            int expected = UNSIGNED_BYTES << 8 | dimensions;
            if (magic != expected) {
                throw new IOException(String.format(
                        Locale.ROOT, "%s is no IDX file of bytes in %d dimensions: it begins with %08x, not %08x",
                        file, dimensions, magic, expected));
            }
            int[] shape = new int[dimensions];
            for (int i = 0; i < dimensions; i++) {
                shape[i] = in.readInt();
            }
            byte[] bytes = new byte[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
            in.readFully(bytes);
            return new IdxFile(shape, bytes);
        } catch (EOFException e) {
            throw new IOException(file + " ends too early", e);
        }
    }

    int size(int dimension) {
        return shape[dimension];
    }

    byte[] bytes() {
        return bytes;
    }
}
