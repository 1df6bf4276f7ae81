package io.epochal.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassNameTest {
    /** Keras 3.15's automatic names of these layers. */
    @ParameterizedTest
    @CsvSource({
        "Dense, dense",
        "Conv2DTranspose, conv2d_transpose",
        "MaxPooling2D, max_pooling2d",
        "GlobalAveragePooling1D, global_average_pooling1d",
        "LSTM, lstm",
        "ELU, elu",
        "PReLU, p_re_lu",
        "LeakyReLU, leaky_re_lu",
        "MultiHeadAttention, multi_head_attention",
        "SeparableConv1D, separable_conv1d"
    })
    void hasTheNameThatKerasMakesOfIt(String className, String name) {
        assertThat(ClassName.snakeCase(className)).isEqualTo(name);
    }

    @Test
    void isFoundByBothNamesOnly() {
        List<String> names = List.of("HeNormal", "L1L2");

        assertThat(ClassName.find(names, "HeNormal")).contains("HeNormal");
        assertThat(ClassName.find(names, "he_normal")).contains("HeNormal");
        assertThat(ClassName.find(names, "henormal")).isEmpty();
        assertThat(ClassName.find(names, "l1l2")).contains("L1L2");
    }
}
