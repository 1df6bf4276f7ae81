package io.epochal.trainer.data.image;

import java.util.List;

/**
 * The order that {@code numpy.random.RandomState(seed).shuffle} gives a list, which is how Keras shuffles the files of a folder before
 * it splits them: the Mersenne Twister MT19937, and a number below a bound by masking and drawing again.
 */
final class NumpyShuffle {
    private static final int LENGTH = 624;
    private static final int SHIFT = 397;

    private final int[] state = new int[LENGTH];
    private int next = LENGTH;

    /** @param seed its low 32 bits */
    NumpyShuffle(long seed) {
        state[0] = (int) seed;
        for (int i = 1; i < LENGTH; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
    }

    /** Shuffles in place. */
    <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = upTo(i);
            T swapped = list.get(i);
            list.set(i, list.get(j));
            list.set(j, swapped);
        }
    }

    private int upTo(int most) {
        int mask = Integer.highestOneBit(most) * 2 - 1;
        int drawn = draw() & mask;
        while (drawn > most) {
            drawn = draw() & mask;
        }
        return drawn;
    }

    int draw() {
        if (next == LENGTH) {
            twist();
            next = 0;
        }
        int bits = state[next++];
        bits ^= bits >>> 11;
        bits ^= bits << 7 & 0x9d2c5680;
        bits ^= bits << 15 & 0xefc60000;
        return bits ^ bits >>> 18;
    }

    private void twist() {
        for (int i = 0; i < LENGTH; i++) {
            int bits = (state[i] & 0x80000000) | (state[(i + 1) % LENGTH] & 0x7fffffff);
            state[i] = state[(i + SHIFT) % LENGTH] ^ bits >>> 1 ^ ((bits & 1) == 0 ? 0 : 0x9908b0df);
        }
    }
}
