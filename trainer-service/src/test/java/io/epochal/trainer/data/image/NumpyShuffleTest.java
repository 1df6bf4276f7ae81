package io.epochal.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders that NumPy gave: {@code numpy.random.RandomState(seed).shuffle(list(range(n)))}. */
class NumpyShuffleTest {
    @ParameterizedTest
    @CsvSource({"0, 2 8 4 9 1 6 7 3 0 5", "123, 4 0 7 5 8 3 1 6 9 2", "4294967295, 1 5 0 6 4 2 3", "7, 0"})
    void theOrderIsNumPys(long seed, String expected) {
        List<Integer> order =
                Arrays.stream(expected.split(" ")).map(Integer::valueOf).toList();
        List<Integer> list =
                new ArrayList<>(IntStream.range(0, order.size()).boxed().toList());

        new NumpyShuffle(seed).shuffle(list);

        assertThat(list).isEqualTo(order);
    }

    @Test
    void theNumbersAreTheMersenneTwisters() {
        NumpyShuffle numbers = new NumpyShuffle(5);
        assertThat(IntStream.range(0, 3).mapToObj(i -> Integer.toUnsignedLong(numbers.draw())))
                .containsExactly(953453411L, 236996814L, 3739766767L);
    }
}
