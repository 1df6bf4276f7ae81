package io.epochal.trainer.djl.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochOrderTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1000})
    void takesEachRowOnce(int count) {
        assertThat(EpochOrder.shuffled(count, 7, 3)).containsExactlyInAnyOrder(EpochOrder.unshuffled(count));
    }

    @Test
    void isAFunctionOfSeedAndEpoch() {
        int[] first = EpochOrder.shuffled(1000, 7, 0);

        assertThat(EpochOrder.shuffled(1000, 7, 0)).containsExactly(first);
        assertThat(EpochOrder.shuffled(1000, 7, 1)).isNotEqualTo(first);
        assertThat(EpochOrder.shuffled(1000, 8, 0)).isNotEqualTo(first);
    }

    /** What a run continues with from a checkpoint of an earlier version: these numbers never change. */
    @Test
    void isTheSameInAllVersions() {
        assertThat(EpochOrder.shuffled(8, 7, 0)).containsExactly(3, 1, 7, 4, 0, 5, 6, 2);
    }

    @Test
    void everyPlaceIsAsLikelyForEveryRow() {
        int[] counts = new int[4];
        for (int epoch = 0; epoch < 4000; epoch++) {
            counts[EpochOrder.shuffled(4, 1, epoch)[0]]++;
        }

        for (int count : counts) {
            assertThat(count).isBetween(900, 1100);
        }
    }
}
