package io.epochal.trainer.djl.rows;

import io.epochal.trainer.djl.layer.CounterRandom;
import java.util.SplittableRandom;

/** In which order an epoch takes its rows: a function of seed and epoch, so that a resumed run continues in it. */
public final class EpochOrder {
    private EpochOrder() {}

    /** A permutation of 0 to count - 1, by Fisher and Yates. */
    public static int[] shuffled(int count, long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(CounterRandom.stream(seed, -2, epoch));
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** As the rows are. */
    public static int[] unshuffled(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        return order;
    }
}
