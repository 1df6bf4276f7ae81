package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsIntervalTest {
    @ParameterizedTest
    @CsvSource({"1, 0, false", "31, 99999999, false", "32, 0, true", "1, 100000000, true"})
    void isOverAfterSoManyBatchesOrSoMuchTime(int unread, long nanos, boolean over) {
        assertThat(MetricsInterval.DEFAULT.isOver(unread, nanos)).isEqualTo(over);
    }

    @Test
    void refusesWhatIsNoInterval() {
        assertThatThrownBy(() -> new MetricsInterval(0, Duration.ofMillis(1)))
                .hasMessage("epochal.metrics-interval.batches must be from 1 to 10000; it is 0");
        assertThatThrownBy(() -> new MetricsInterval(10_001, Duration.ofMillis(1)))
                .hasMessageContaining("it is 10001");
        assertThatThrownBy(() -> new MetricsInterval(1, Duration.ZERO))
                .hasMessage("epochal.metrics-interval.time must be longer than 0; it is PT0S");
    }
}
