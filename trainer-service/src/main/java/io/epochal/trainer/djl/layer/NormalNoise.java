package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Normal noise as a function of a stream, so that a resumed run sees the same. Made here, for a CPU, by Box and Muller, two values at a
 * time, so that each machine sees the same.
 */
final class NormalNoise {
    private final double mean;
    private final double stddev;
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    NormalNoise(double mean, double stddev) {
        this.mean = mean;
        this.stddev = stddev;
    }

    NDArray of(long stream, Shape shape, Pass pass) {
        return pass.drawsOnDevice()
                ? DeviceNoise.normal(stream, mean, stddev, shape, pass)
                : pass.manager().create(of(stream, (int) shape.size()), shape, DataType.FLOAT32);
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
            memory.putFloat((float) (radius * Math.cos(angle)) * (float) stddev + (float) mean);
            if (i + 1 < size) {
                memory.putFloat((float) (radius * Math.sin(angle)) * (float) stddev + (float) mean);
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
