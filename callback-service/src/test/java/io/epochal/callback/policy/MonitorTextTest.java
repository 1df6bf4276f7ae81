package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorTextTest {
    @ParameterizedTest
    @CsvSource({
        "0.5, 0.5000",
        "-0.00005, -5.0000e-05",
        "0.00012345, 1.2345e-04",
        "0.0, 0.0000",
        "-0.0, -0.0000",
        "1e20, 100000000000000000000.0000",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void aValueHasFourDigitsBehindThePoint(double value, String text) {
        assertThat(Monitor.text(value)).isEqualTo(text);
    }

    @Tag("slow")
    @Test
    void itIsRoundedAsFormatDoes() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(40) - 3);
            double half = (random.nextInt(200_000) - 100_000) / 20_000.0;
            for (double one : new double[] {value, half, (float) value}) {
                if (one == 0 || Math.abs(one) >= 1e-3) {
                    assertThat(Monitor.text(one)).isEqualTo(String.format(Locale.ROOT, "%.4f", one));
                }
            }
        }
    }
}
