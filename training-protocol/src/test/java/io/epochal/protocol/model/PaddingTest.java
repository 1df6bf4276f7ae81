package io.epochal.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingTest {
    /** As compute_conv_output_shape of Keras 3.15 has them; where no window fits, it fails. */
    @ParameterizedTest
    @CsvSource({
        "VALID, 28, 3, 1, 1, 26",
        "VALID, 28, 3, 2, 1, 13",
        "VALID, 5, 3, 1, 2, 1",
        "VALID, 5, 2, 2, 1, 2",
        "VALID, 4, 3, 1, 2, 0",
        "VALID, 1, 9, 1, 1, 0",
        "SAME, 28, 3, 1, 1, 28",
        "SAME, 28, 3, 3, 1, 10",
        "SAME, 1, 9, 1, 4, 1",
        "CAUSAL, 7, 3, 2, 2, 4",
        "VALID, 28, 2147483647, 1, 2147483647, 0",
        "VALID, 2147483647, 2147483647, 1, 1, 1",
        "SAME, 2147483647, 3, 2147483647, 1, 1"
    })
    void aWindowLeavesASize(Padding padding, int size, int window, int stride, int dilation, int after) {
        assertThat(padding.sizeAfter(size, window, stride, dilation)).isEqualTo(after);
    }
}
