package io.epochal.keras;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** How the numbers of a dataset are stored; floats are IEEE 754's. */
record H5Number(boolean integer, boolean signed, int width, ByteOrder order) {

    /** Null for a type that is none of float16, float32, float64 and the integers of 8, 16, 32 and 64 bits. */
    static @Nullable H5Number of(DataType type) {
        if (type instanceof FloatingPoint floating && isIeee(floating)) {
            return new H5Number(false, true, floating.getSize(), floating.getByteOrder());
        }
        if (type instanceof FixedPoint fixed && isWhole(fixed)) {
            return new H5Number(true, fixed.isSigned(), fixed.getSize(), fixed.getByteOrder());
        }
        return null;
    }

    /** As a message says it. */
    static String name(DataType type) {
        if (type instanceof FloatingPoint floating) {
            return floating.getSize() == 2 && floating.getExponentSize() == 8
                    ? "bfloat16"
                    : "float of " + floating.getSize() + " bytes with an exponent of " + floating.getExponentSize()
                            + " bits";
        }
        return type.getClass().getSimpleName() + " of " + type.getSize() + " bytes";
    }

    private static boolean isIeee(FloatingPoint type) {
        return switch (type.getSize()) {
            case 2 -> hasParts(type, 5, 10, 15);
            case 4 -> hasParts(type, 8, 23, 127);
            case 8 -> hasParts(type, 11, 52, 1023);
            default -> false;
        };
    }

    private static boolean hasParts(FloatingPoint type, int exponent, int mantissa, int bias) {
        return type.getExponentSize() == exponent
                && type.getMantissaSize() == mantissa
                && type.getMantissaLocation() == 0
                && type.getExponentBias() == bias
                && type.getBitOffset() == 0;
    }

    private static boolean isWhole(FixedPoint type) {
        int width = type.getSize();
        return (width == 1 || width == 2 || width == 4 || width == 8)
                && type.getBitPrecision() == 8 * width
                && type.getBitOffset() == 0;
    }

    /** Bytes of one value in memory. */
    int javaWidth() {
        return integer ? Long.BYTES : Float.BYTES;
    }

    /** @param bytes at least the size's values */
    H5Tensor tensor(ByteBuffer bytes, int[] shape, int size) {
        ByteBuffer ordered = bytes.order(order);
        if (integer) {
            long[] values = new long[size];
            for (int at = 0; at < size; at++) {
                values[at] = integerFrom(ordered);
            }
            return H5Tensor.of(shape, values);
        }
        float[] values = new float[size];
        for (int at = 0; at < size; at++) {
            values[at] = floatFrom(ordered);
        }
        return H5Tensor.of(shape, values);
    }

    private float floatFrom(ByteBuffer bytes) {
        return switch (width) {
            case 2 -> FloatingPoint.toFloat(bytes.getShort());
            case 4 -> bytes.getFloat();
            default -> (float) bytes.getDouble();
        };
    }

    private long integerFrom(ByteBuffer bytes) {
        return switch (width) {
            case 1 -> signed ? bytes.get() : Byte.toUnsignedLong(bytes.get());
            case 2 -> signed ? bytes.getShort() : Short.toUnsignedLong(bytes.getShort());
            case 4 -> signed ? bytes.getInt() : Integer.toUnsignedLong(bytes.getInt());
            default -> bytes.getLong();
        };
    }
}
