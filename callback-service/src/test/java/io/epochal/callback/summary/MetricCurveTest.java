package io.epochal.callback.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.EventPosition;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricCurveTest {
    @Test
    void theBestValueDependsOnTheDirection() {
        MetricCurve curve = new MetricCurve();
        curve.add(new EventPosition(1, 1), 0, OptionalDouble.of(Double.NaN));
        curve.add(new EventPosition(1, 2), 1, OptionalDouble.of(0.5));
        curve.add(new EventPosition(1, 3), 2, OptionalDouble.of(0.25));
        curve.add(new EventPosition(1, 4), 3, OptionalDouble.of(0.25));
        curve.add(new EventPosition(1, 5), 4, OptionalDouble.empty());

        assertThat(curve.best(false)).isEqualTo(new MetricCurve.EpochValue(2, 0.25));
        assertThat(curve.best(true)).isEqualTo(new MetricCurve.EpochValue(1, 0.5));
        assertThat(curve.last()).isEqualTo(new MetricCurve.EpochValue(3, 0.25));
        assertThat(curve.size()).isEqualTo(5);
        assertThat(new MetricCurve().best(true)).isNull();
    }
}
