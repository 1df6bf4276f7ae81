package io.epochal.trainer.data.rows;

import java.nio.FloatBuffer;
import java.util.List;

/** Rows of equally many floats, in memory or in a mapped file. Any thread may read. */
public final class FloatTable {
    private final int count;
    private final int width;
    private final int rowsPerPart;
    private final List<FloatBuffer> parts;

    FloatTable(int count, int width, int rowsPerPart, List<FloatBuffer> parts) {
        this.count = count;
        this.width = width;
        this.rowsPerPart = rowsPerPart;
        this.parts = List.copyOf(parts);
    }

    /** Rows without numbers. */
    public static FloatTable empty(int count) {
        return new FloatTable(count, 0, 1, List.of());
    }

    public int count() {
        return count;
    }

    public int width() {
        return width;
    }

    /** Copies one row to a place in an array. */
    public void copy(int row, float[] into, int at) {
        if (width > 0) {
            parts.get(row / rowsPerPart).get(row % rowsPerPart * width, into, at, width);
        }
    }

    /** The rows, in this order, from {@code first} on. */
    float[] gather(int first, int[] rows) {
        float[] values = new float[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            copy(first + rows[i], values, i * width);
        }
        return values;
    }
}
