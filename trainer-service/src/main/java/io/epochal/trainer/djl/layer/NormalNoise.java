package io.epochal.trainer.djl.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Normal noise as a function of a stream, so that a resumed run sees the same; by Box and Muller, two values at a time. Made here because
 * the engine's own random state cannot be stored.
 */
final class NormalNoise {
    private final float mean;
    private final float stddev;
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    NormalNoise(double mean, double stddev) {
        this.mean = (float) mean;
        this.stddev = (float) stddev;
    }

    /** So many floats; valid until the next call, which reuses the memory. */
    ByteBuffer of(long stream, int size) {
        int bytes = size * Float.BYTES;
        if (memory.capacity() < bytes) {
            memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        memory.clear();
        for (int i = 0; i < size; i += 2) {
            double radius = Math.sqrt(-2 * Math.log(1 - unit(stream, i)));
            double angle = 2 * Math.PI * unit(stream, i + 1L);
            memory.putFloat((float) (radius * Math.cos(angle)) * stddev + mean);
            if (i + 1 < size) {
                memory.putFloat((float) (radius * Math.sin(angle)) * stddev + mean);
            }
        }
        memory.flip();
        return memory;
    }

    /** From 0 to less than 1. */
    private static double unit(long stream, long place) {
        return (CounterRandom.word(stream, place) >>> 11) * 0x1p-53;
    }
}
