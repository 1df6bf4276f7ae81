package io.epochal.trainer.data.npz;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive of float arrays that {@code numpy.load} reads, such as predictions. The same arrays give the same bytes. An array
 * is begun with its shape, then appended to until it is full.
 */
public final class NpzWriter implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final int BEFORE_TEXT = 10;
    /** Of ZIP files. */
    private static final LocalDateTime FIRST_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final int CHUNK = 1 << 14;

    private final ZipOutputStream zip;
    private String name = "";
    private long missing;

    public NpzWriter(OutputStream out) {
        zip = new ZipOutputStream(out);
    }

    /** Writes a whole array, row-major. */
    public void write(String array, int[] shape, float[] values) throws IOException {
        begin(array, shape);
        append(values);
    }

    /**
     * Begins the next array.
     *
     * @throws IllegalStateException when the one before it is not full
     */
    public void begin(String array, int... shape) throws IOException {
        requireFull();
        ZipEntry entry = new ZipEntry(array + ".npy");
        entry.setTimeLocal(FIRST_TIME);
        zip.putNextEntry(entry);
        zip.write(header(shape));
        name = array;
        missing = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    }

    /** Appends the next numbers to the array that was begun. */
    public void append(float[] values) throws IOException {
        if (values.length > missing) {
            throw new IllegalStateException(name + " takes " + missing + " more numbers, not " + values.length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            bytes.asFloatBuffer().put(values, from, count);
            zip.write(bytes.array(), 0, count * Float.BYTES);
        }
        missing -= values.length;
    }

    private static byte[] header(int[] shape) {
        String sides = Arrays.stream(shape).mapToObj(side -> side + ",").collect(Collectors.joining(" "));
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sides + "), }";
        int length = (BEFORE_TEXT + text.length()) / ALIGNMENT * ALIGNMENT + ALIGNMENT;
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) (length - BEFORE_TEXT)).put(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.position() < length - 1) {
            bytes.put((byte) ' ');
        }
        return bytes.put((byte) '\n').array();
    }

    private void requireFull() {
        if (missing > 0) {
            throw new IllegalStateException(name + " takes " + missing + " more numbers");
        }
    }

    /** Ends the archive. */
    @Override
    public void close() throws IOException {
        zip.close();
    }
}
