package io.epochal.keras;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tensors in the safetensors format: a JSON header with names, shapes and places, and the values behind it. Read here are F32 and I64,
 * which is what checkpoints have.
 */
public final class Safetensors {
    private static final int LARGEST_HEADER = 64 << 20;
    private static final int PIECE = 1 << 16;

    private Safetensors() {}

    /** A place in the values. */
    private record Entry(String name, String type, int[] shape, long from, long to) {}

    /**
     * All tensors by name.
     *
     * @param where the file's name, for messages
     * @param size of the file in bytes: no more memory is taken for values
     * @throws KerasFileException when it is no such file
     */
    public static Map<String, H5Tensor> read(String where, InputStream stream, long size) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        long length = headerLength(where, in);
        if (length < 2 || length > LARGEST_HEADER) {
            throw new KerasFileException(
                    where, "its header has " + length + " bytes; right are 2 to " + LARGEST_HEADER);
        }
        byte[] header = in.readNBytes((int) length);
        Map<String, Object> json = JsonText.parse(where, header);
        Map<Long, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, Object> one : json.entrySet()) {
            if (!one.getKey().equals("__metadata__")) {
                Entry entry = entry(where, one.getKey(), one.getValue());
                Entry other = entries.put(entry.from(), entry);
                if (other != null) {
                    throw new KerasFileException(
                            where, entry.name() + " and " + other.name() + " both begin at " + entry.from());
                }
            }
        }
        return values(where, in, entries, size - Long.BYTES - length);
    }

    private static long headerLength(String where, DataInputStream in) throws IOException {
        byte[] length = in.readNBytes(Long.BYTES);
        if (length.length < Long.BYTES) {
            throw new KerasFileException(where, "has " + length.length + " bytes, too few for a safetensors file");
        }
        return ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static Map<String, H5Tensor> values(String where, DataInputStream in, Map<Long, Entry> entries, long size)
            throws IOException {
        Map<String, H5Tensor> tensors = new LinkedHashMap<>();
        long at = 0;
        for (Entry entry : entries.values()) {
            if (entry.from() != at) {
                throw new KerasFileException(where, entry.name() + " begins at " + entry.from() + "; right is " + at);
            }
            if (entry.to() > size) {
                throw new EOFException(where + " ends within " + entry.name());
            }
            tensors.put(entry.name(), tensor(where, entry, in));
            at = entry.to();
        }
        return tensors;
    }

    private static H5Tensor tensor(String where, Entry entry, InputStream in) throws IOException {
        if (!entry.type().equals("F32") && !entry.type().equals("I64")) {
            throw new KerasFileException(
                    where, entry.name() + " has the type " + entry.type() + "; right is F32 or I64");
        }
        int width = entry.type().equals("I64") ? Long.BYTES : Float.BYTES;
        int bytes = (int) (entry.to() - entry.from());
        if (bytes % width != 0 || !fits(entry.shape(), bytes / width)) {
            throw new KerasFileException(
                    where,
                    entry.name() + " has " + bytes + " bytes; right for its shape " + Arrays.toString(entry.shape())
                            + " are " + width + " for each value");
        }
        String cut = where + " ends within " + entry.name();
        return width == Float.BYTES
                ? H5Tensor.of(entry.shape(), floats(cut, in, bytes / width))
                : H5Tensor.of(entry.shape(), integers(cut, in, bytes / width));
    }

    private static float[] floats(String cut, InputStream in, int count) throws IOException {
        FloatBuffer values = FloatBuffer.allocate(count);
        while (values.hasRemaining()) {
            values.put(piece(cut, in, values.remaining() * (long) Float.BYTES).asFloatBuffer());
        }
        return values.array();
    }

    private static long[] integers(String cut, InputStream in, int count) throws IOException {
        LongBuffer values = LongBuffer.allocate(count);
        while (values.hasRemaining()) {
            values.put(piece(cut, in, values.remaining() * (long) Long.BYTES).asLongBuffer());
        }
        return values.array();
    }

    private static ByteBuffer piece(String cut, InputStream in, long left) throws IOException {
        int length = (int) Math.min(PIECE, left);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(cut);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean fits(int[] shape, long values) {
        long size = 1;
        for (int side : shape) {
            if (side < 0 || (side > 0 && size > Integer.MAX_VALUE / side)) {
                return false;
            }
            size *= side;
        }
        return size == values;
    }

    private static Entry entry(String where, String name, Object value) throws KerasFileException {
        if (value instanceof Map<?, ?> map
                && map.get("dtype") instanceof String type
                && map.get("shape") instanceof List<?> shape
                && map.get("data_offsets") instanceof List<?> offsets
                && offsets.size() == 2
                && offsets.get(0) instanceof Number from
                && offsets.get(1) instanceof Number to
                && shape.stream().allMatch(Integer.class::isInstance)) {
            long size = to.longValue() - from.longValue();
            if (from.longValue() >= 0 && size >= 0 && size <= Integer.MAX_VALUE - 8) {
                int[] sides = shape.stream().mapToInt(side -> (Integer) side).toArray();
                return new Entry(name, type, sides, from.longValue(), to.longValue());
            }
        }
        throw new KerasFileException(where, name + " has no dtype, shape and data_offsets");
    }
}
