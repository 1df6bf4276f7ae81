package io.epochal.trainer.djl.layer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Masks for one dropout layer: zero for what is dropped, {@code 1 / (1 - rate)} for what is kept. A function of seed, layer and
 * step, so that a resumed run drops the same. Made here, for a CPU, so that each machine drops the same. They are written two elements
 * at a time, which takes half the time.
 */
public final class DropoutMask {
    private static final int WORD = 64;
    /** With so few bits a draw, the draws of two elements are looked up together. */
    private static final int FEW_BITS = 2;

    private final long seed;
    private final int layer;
    private final int bits;
    private final int threshold;
    private final long kept;
    private final long[] pairs;
    private long[] values = new long[0];
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    public DropoutMask(long seed, int layer, double rate) {
        this.seed = seed;
        this.layer = layer;
        this.bits = bitsFor(rate);
        this.threshold = (int) Math.round(rate * (1 << bits));
        this.kept = Float.floatToRawIntBits((float) (1 / (1 - rate)));
        this.pairs = new long[bits > FEW_BITS ? 0 : 1 << 2 * bits];
        for (int draws = 0; draws < pairs.length; draws++) {
            pairs[draws] = pair(draws);
        }
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
        int needed = (size + 1) / 2;
        if (memory.capacity() < needed * Long.BYTES) {
            // A word's draws may lead beyond the end.
            values = new long[needed + WORD];
            memory = ByteBuffer.allocateDirect(needed * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        }
        fill(stream(step), needed);
        memory.clear();
        memory.asLongBuffer().put(values, 0, needed);
        memory.limit(size * Float.BYTES);
        return memory;
    }

    /** What the mask of that step is drawn from. */
    long stream(long step) {
        return CounterRandom.stream(seed, layer, step);
    }

    private void fill(long stream, int needed) {
        int drawn = 2 * bits;
        int perWord = WORD / drawn;
        int mask = pairs.length - 1;
        for (int i = 0, place = 0; i < needed; i += perWord, place++) {
            long word = CounterRandom.word(stream, place);
            for (int k = 0; k < perWord; k++, word >>>= drawn) {
                values[i + k] = mask < 0 ? pair(word) : pairs[(int) word & mask];
            }
        }
    }

    /** Two elements as they lie in memory, where the machine has the low bytes first, as all have that PyTorch runs on. */
    private long pair(long draws) {
        return element(draws) | element(draws >>> bits) << Float.SIZE;
    }

    private long element(long draws) {
        long draw = draws & (1L << bits) - 1;
        // All ones when kept, without a branch.
        return ~((draw - threshold) >> WORD - 1) & kept;
    }
}
