package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricSumsTest {
    private static MetricSums sums(double... second) {
        return new MetricSums(List.of(new double[] {1, 2}, second));
    }

    @Test
    void areAValue() {
        assertThat(sums(3)).isEqualTo(sums(3)).hasSameHashCodeAs(sums(3));
        assertThat(sums(3)).isNotEqualTo(sums(4));
        assertThat(sums(3)).isNotEqualTo(sums(3, 4));
        assertThat(sums(3)).isNotEqualTo(MetricSums.NONE);
        assertThat(sums(Double.NaN)).isEqualTo(sums(Double.NaN));
    }

    @Test
    void areEmptyBeforeTheFirstBatchOnly() {
        assertThat(MetricSums.NONE.isEmpty()).isTrue();
        assertThat(sums().isEmpty()).isFalse();
    }

    @Test
    void keepAllBitsInJson() throws IOException {
        MetricSums sums = sums(0.1 + 0.2, Double.MIN_VALUE, 1e300, Double.NaN, Double.POSITIVE_INFINITY);

        assertThat(Wire.JSON.readValue(Wire.JSON.writeValueAsBytes(sums), MetricSums.class))
                .isEqualTo(sums);
        assertThat(Wire.JSON.writeValueAsString(sums(3))).isEqualTo("[[1.0,2.0],[3.0]]");
    }
}
