package io.epochal.trainer.djl.layer;

/** Random bits as a function of their place: the n-th word of a stream, whichever others were asked for before. Splitmix64. */
public final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private CounterRandom() {}

    /** A stream of its own for each seed, purpose and index. */
    public static long stream(long seed, long purpose, long index) {
        return mix(seed * GOLDEN + mix(purpose * GOLDEN + mix(index)));
    }

    /** The word at a place of a stream. */
    public static long word(long stream, long place) {
        return mix(stream + (place + 1) * GOLDEN);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
