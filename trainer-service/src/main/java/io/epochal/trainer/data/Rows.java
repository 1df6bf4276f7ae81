package io.epochal.trainer.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Images with their labels: rows {@code from} to {@code to} of two files. Values are made when asked for, off the heap. */
public final class Rows {
    private final byte[] pixels;
    private final byte[] labels;
    private final int height;
    private final int width;
    private final int from;
    private final int to;
    private final float low;
    private final float high;

    Rows(byte[] pixels, byte[] labels, int height, int width, int from, int to, float low, float high) {
        this.pixels = pixels;
        this.labels = labels;
        this.height = height;
        this.width = width;
        this.from = from;
        this.to = to;
        this.low = low;
        this.high = high;
    }

    Rows slice(int first, int end) {
        return new Rows(pixels, labels, height, width, from + first, from + end, low, high);
    }

    public int count() {
        return to - from;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** Row after row, each row-major, one channel; in the machine's byte order. */
    public ByteBuffer images() {
        int area = height * width;
        float[] scaled = new float[256];
        for (int value = 0; value < scaled.length; value++) {
            scaled[value] = low + value / 255f * (high - low);
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(count() * area, Float.BYTES))
                .order(ByteOrder.nativeOrder());
        FloatBuffer floats = bytes.asFloatBuffer();
        for (int i = from * area; i < to * area; i++) {
            floats.put(scaled[pixels[i] & 0xff]);
        }
        return bytes;
    }

    public long[] labels() {
        long[] classes = new long[count()];
        Arrays.setAll(classes, i -> labels[from + i] & 0xff);
        return classes;
    }
}
