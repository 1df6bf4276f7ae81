package io.epochal.trainer.data.npz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * The type of an array's elements, such as {@code <f4}.
 *
 * @param bytes of one element
 * @param whole whether elements are whole numbers
 */
record NpyType(String name, int bytes, ByteOrder order, boolean whole, Element element) {
    private static final long HALF_SIGN = 0x8000;
    private static final double UNSIGNED = 0x1p64;

    /** Reads the element at a byte. */
    interface Element {
        double at(ByteBuffer bytes, int index);
    }

    private static final Map<String, Element> ELEMENTS = Map.ofEntries(
            Map.entry("b1", (bytes, at) -> bytes.get(at) == 0 ? 0 : 1),
            Map.entry("u1", (bytes, at) -> bytes.get(at) & 0xff),
            Map.entry("i1", (bytes, at) -> bytes.get(at)),
            Map.entry("u2", (bytes, at) -> bytes.getShort(at) & 0xffff),
            Map.entry("i2", (bytes, at) -> bytes.getShort(at)),
            Map.entry("u4", (bytes, at) -> bytes.getInt(at) & 0xffffffffL),
            Map.entry("i4", (bytes, at) -> bytes.getInt(at)),
            Map.entry("u8", (bytes, at) -> unsigned(bytes.getLong(at))),
            Map.entry("i8", (bytes, at) -> bytes.getLong(at)),
            Map.entry("f2", (bytes, at) -> half(bytes.getShort(at))),
            Map.entry("f4", (bytes, at) -> bytes.getFloat(at)),
            Map.entry("f8", (bytes, at) -> bytes.getDouble(at)));

    /** The type of that name; empty for objects, texts, times, complex numbers and whatever else is no number. */
    static Optional<NpyType> of(String descr) {
        if (descr.length() != 3 || "<>|=".indexOf(descr.charAt(0)) < 0) {
            return Optional.empty();
        }
        String code = descr.substring(1);
        Element element = ELEMENTS.get(code);
        if (element == null) {
            return Optional.empty();
        }
        ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        boolean whole = code.charAt(0) == 'i' || code.charAt(0) == 'u';
        return Optional.of(new NpyType(descr, code.charAt(1) - '0', order, whole, element));
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : value + UNSIGNED;
    }

    /** IEEE 754 binary16; what Java has from 20 on. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size =
                switch (exponent) {
                    case 0 -> fraction * 0x1p-24f;
                    case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
                    default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
                };
        return (bits & HALF_SIGN) == 0 ? size : -size;
    }
}
