package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerNamesTest {
    @ParameterizedTest
    @CsvSource({
        "Dense, dense",
        "Conv2DTranspose, conv2d_transpose",
        "PReLU, p_re_lu",
        "LSTM, lstm",
        "SimpleRNN, simple_rnn",
        "GlobalAveragePooling1D, global_average_pooling1d",
        "MultiHeadAttention, multi_head_attention",
        "StackedRNNCells, stacked_rnn_cells",
        "ConvLSTM2D, conv_lstm2d"
    })
    void areClassesInSnakeCase(String className, String name) {
        assertThat(ContainerNames.snakeCase(className)).isEqualTo(name);
    }

    @Test
    void areNumberedFromTheSecondOfAClass() {
        ContainerNames names = new ContainerNames();

        assertThat(names.next("Dense")).isEqualTo("dense");
        assertThat(names.next("ReLU")).isEqualTo("re_lu");
        assertThat(names.next("Dense")).isEqualTo("dense_1");
        assertThat(names.next("Dense")).isEqualTo("dense_2");
    }
}
