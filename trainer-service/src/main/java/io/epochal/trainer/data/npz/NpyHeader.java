package io.epochal.trainer.data.npz;

import io.epochal.protocol.field.Printable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a .npy file says about its array, as numpy/lib/format.py describes it.
 *
 * @param bytes of the header itself, all that comes before the elements
 * @param columnMajor whether the first index changes fastest (Fortran's order)
 */
record NpyHeader(int bytes, NpyType type, boolean columnMajor, int[] shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 1 << 16;
    private static final int MOST_DIMENSIONS = 32;
    private static final Pattern DESCR = Pattern.compile("'descr':\\s*('([^']*)'|\\[)");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9,\\sL]*)\\)");

    /** Reads it; the message of an {@link IOException} is written after the array's name. */
    static NpyHeader read(DataInputStream in) throws IOException {
        try {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IOException("is no array of NumPy: it does not begin with \\x93NUMPY");
            }
            int version = in.readUnsignedByte();
            int minor = in.readUnsignedByte();
            if (version < 1 || version > 3 || minor != 0) {
                throw new IOException("must have version 1.0, 2.0 or 3.0; found " + version + "." + minor);
            }
            long length = version == 1
                    ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                    : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            if (length > LONGEST) {
                throw new IOException("has a header of " + length + " bytes; at most " + LONGEST + " are read");
            }
            byte[] text = in.readNBytes((int) length);
            if (text.length < length) {
                throw new EOFException();
            }
            int before = MAGIC.length + 2 + (version == 1 ? Short.BYTES : Integer.BYTES);
            return parse(before + text.length, new String(text, StandardCharsets.UTF_8));
        } catch (EOFException e) {
            throw new IOException("ends inside its header", e);
        }
    }

    private static NpyHeader parse(int bytes, String text) throws IOException {
        Matcher descr = found(DESCR, text, "descr");
        if (descr.group(2) == null) {
            throw new IOException("has records of several fields; save each field as an array of its own");
        }
        NpyType type = NpyType.of(descr.group(2))
                .orElseThrow(() -> new IOException("has elements of type '" + cut(descr.group(2))
                        + "'; they must be truth values, whole numbers, or floats of 16, 32 or 64 bits"));
        boolean columnMajor = found(ORDER, text, "fortran_order").group(1).equals("True");
        return new NpyHeader(
                bytes, type, columnMajor, shape(found(SHAPE, text, "shape").group(1)));
    }

    private static Matcher found(Pattern pattern, String text, String key) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
            return matcher;
        }
        throw new IOException("has a header without a valid " + key);
    }

    private static int[] shape(String text) throws IOException {
        String[] sides = text.replaceAll("[\\sL]", "").split(",");
        int[] shape = new int[text.isBlank() ? 0 : sides.length];
        if (shape.length > MOST_DIMENSIONS) {
            throw new IOException("has " + shape.length + " dimensions; at most " + MOST_DIMENSIONS + " are possible");
        }
        for (int i = 0; i < shape.length; i++) {
            try {
                shape[i] = Integer.parseInt(sides[i]);
            } catch (NumberFormatException e) {
                throw new IOException("has a dimension of '" + cut(sides[i]) + "'; at most 2147483647 are possible", e);
            }
        }
        return shape;
    }

    private static String cut(String text) {
        return Printable.of(text, 23);
    }

    /** How many numbers one row has; more than any array can have when that overflows. */
    long rowWidth() {
        long width = 1;
        for (int i = 1; i < shape.length; i++) {
            width = shape[i] == 0 ? 0 : width > Integer.MAX_VALUE ? width : width * shape[i];
        }
        return width;
    }

    String words() {
        return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
