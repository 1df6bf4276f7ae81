package io.epochal.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.EventText;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers are shown as Keras' progress bar shows them, however they are made. */
class EventTextTest {
    @Test
    void hasFourDecimalsAsAFormatterHasThem() {
        Random random = new Random(17);
        for (int i = 0; i < 20_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(12) - 2);
            if (Math.abs(value) > 1e-3) {
                assertThat(EventText.number(value)).isEqualTo(String.format(Locale.ROOT, "%.4f", value));
            }
        }
        for (double value : List.of(0.00105, 0.12345, 0.99995, 2.00005, 1234567.00005, 9999999.99995, 1e7, 1e300)) {
            assertThat(EventText.number(value)).isEqualTo(String.format(Locale.ROOT, "%.4f", value));
            assertThat(EventText.number(-value)).isEqualTo(String.format(Locale.ROOT, "%.4f", -value));
        }
    }

    @Test
    void isScientificUpToAThousandth() {
        assertThat(EventText.number(0.001)).isEqualTo("1.0000e-03");
        assertThat(EventText.number(-0.0001234)).isEqualTo("-1.2340e-04");
        assertThat(EventText.number(0)).isEqualTo("0.0000");
        assertThat(EventText.number(Double.NaN)).isEqualTo("NaN");
        assertThat(EventText.number(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    }
}
