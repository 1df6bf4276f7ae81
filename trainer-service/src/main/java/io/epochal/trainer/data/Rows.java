package io.epochal.trainer.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Images with their labels: rows {@code from} to {@code to} of two files. Values are made when asked for, off the heap. */
public final class Rows {
    private final IdxFile images;
    private final IdxFile labels;
    private final int from;
    private final int to;
    private final float low;
    private final float high;

    Rows(IdxFile images, IdxFile labels, int from, int to, float low, float high) {
        this.images = images;
        this.labels = labels;
        this.from = from;
        this.to = to;
        this.low = low;
        this.high = high;
    }

    Rows slice(int first, int end) {
        return new Rows(images, labels, from + first, from + end, low, high);
    }

    /** As numbers, the rows must fit into one buffer. */
    void requireRoom() throws IOException {
        long bytes = (long) count() * height() * width() * Float.BYTES;
        if (bytes > Integer.MAX_VALUE) {
            throw new IOException(images.file() + " has " + count() + " rows of " + height() + " by " + width()
                    + ", which take " + bytes + " bytes; at most " + Integer.MAX_VALUE
                    + " are possible. Set data.limit to fewer rows");
        }
    }

    public int count() {
        return to - from;
    }

    public int height() {
        return images.size(1);
    }

    public int width() {
        return images.size(2);
    }

    /** Row after row, each row-major, one channel; in the machine's byte order. */
    public ByteBuffer images() {
        int area = height() * width();
        byte[] pixels = images.bytes();
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
        Arrays.setAll(classes, i -> labels.bytes()[from + i] & 0xff);
        return classes;
    }
}
