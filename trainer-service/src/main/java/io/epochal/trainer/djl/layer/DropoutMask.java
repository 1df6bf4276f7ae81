package io.epochal.trainer.djl.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Masks for one dropout layer: zero for what is dropped, {@code 1 / (1 - rate)} for what is kept. A function of seed, layer and
 * step, so that a resumed run drops the same. Made here because the engine's own random state cannot be stored.
 */
public final class DropoutMask {
    private static final int WORD = 64;

    private final long seed;
    private final int layer;
    private final int bits;
    private final int threshold;
    private final int kept;
    private int[] values = new int[0];
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    public DropoutMask(long seed, int layer, double rate) {
        this.seed = seed;
        this.layer = layer;
        this.bits = bitsFor(rate);
        this.threshold = (int) Math.round(rate * (1 << bits));
        this.kept = Float.floatToRawIntBits((float) (1 / (1 - rate)));
    }

    /** The fewest random bits an element that give the rate exactly, or 16. */
    private static int bitsFor(double rate) {
        if (rate == 0.5) {
            return 1;
        }
        return rate * 4 == Math.rint(rate * 4) ? 2 : 16;
    }

    /** The mask's floats; valid until the next call, which reuses the memory. */
    public ByteBuffer at(long step, int size) {
        if (memory.capacity() < size * Float.BYTES) {
            // A word's draws may lead beyond the end.
            values = new int[size + WORD];
            memory = ByteBuffer.allocateDirect(size * Float.BYTES).order(ByteOrder.nativeOrder());
        }
        fill(CounterRandom.stream(seed, layer, step), size);
        memory.clear();
        memory.asIntBuffer().put(values, 0, size);
        memory.limit(size * Float.BYTES);
        return memory;
    }

    private void fill(long stream, int size) {
        int perWord = WORD / bits;
        long low = (1L << bits) - 1;
        for (int i = 0, place = 0; i < size; i += perWord, place++) {
            long word = CounterRandom.word(stream, place);
            for (int k = 0; k < perWord; k++) {
                int draw = (int) (word >>> (k * bits) & low);
                // All ones when kept, without a branch.
                values[i + k] = ~((draw - threshold) >> 31) & kept;
            }
        }
    }
}
