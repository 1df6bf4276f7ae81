package io.epochal.trainer.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutMaskTest {
    /** A run that goes on at an epoch's last batch sees a small batch first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 37, 63, 64, 65, 1000})
    void growsWithTheBatch(int more) {
        DropoutMask mask = new DropoutMask(7, 2, 0.3);
        assertThat(floats(mask.at(0, 100))).hasSize(100);

        float[] grown = floats(mask.at(1, 100 + more));

        assertThat(grown).isEqualTo(floats(new DropoutMask(7, 2, 0.3).at(1, 100 + more)));
    }

    @Test
    void isTheSameForASmallerBatchAfterALargerOne() {
        DropoutMask mask = new DropoutMask(7, 2, 0.5);
        var unused = mask.at(0, 500);

        assertThat(floats(mask.at(1, 130))).isEqualTo(floats(new DropoutMask(7, 2, 0.5).at(1, 130)));
    }

    /** Runs that were begun before an upgrade go on with the same masks. */
    @ParameterizedTest
    @CsvSource({"0.5, 1", "0.25, 2", "0.75, 2", "0.3, 16", "0.1, 16", "0.999, 16"})
    void everyElementHasItsOwnBitsOfTheStream(double rate, int bits) {
        int size = 1001;
        float[] expected = new float[size];
        long stream = CounterRandom.stream(7, 2, 5);
        for (int i = 0; i < size; i++) {
            int perWord = 64 / bits;
            long draw = CounterRandom.word(stream, i / perWord) >>> (i % perWord * bits) & (1L << bits) - 1;
            expected[i] = draw < Math.round(rate * (1 << bits)) ? 0 : (float) (1 / (1 - rate));
        }

        assertThat(floats(new DropoutMask(7, 2, rate).at(5, size))).isEqualTo(expected);
    }

    private static float[] floats(ByteBuffer memory) {
        float[] values = new float[memory.remaining() / Float.BYTES];
        memory.asFloatBuffer().get(values);
        return values;
    }
}
