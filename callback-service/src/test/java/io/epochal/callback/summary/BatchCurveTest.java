package io.epochal.callback.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Metrics;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCurveTest {
    private final BatchCurve curve = new BatchCurve();

    private void batch(int attempt, long step, double loss) {
        curve.add(new BatchEnded("r", attempt, Instant.EPOCH, 0, 0, step, loss, Metrics.NONE, 0.1, 0));
    }

    @Test
    void hasEachBatchOfAShortRun() {
        batch(1, 1, 0.5);
        batch(1, 2, 0.25);
        batch(1, 4, Double.NaN);
        assertThat(curve.columns().steps()).containsExactly(1L, 2L, 4L);
        assertThat(curve.columns().loss()).containsExactly(0.5, 0.25, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {2000, 2001, 100_000, 1_000_000})
    void hasAsManyPointsAtMostAndTheMeanOfAll(int batches) {
        LongStream.rangeClosed(1, batches).forEach(step -> batch(1, step, step));
        BatchCurve.Columns columns = curve.columns();
        assertThat(columns.steps())
                .hasSizeBetween(BatchCurve.MOST_POINTS / 2, BatchCurve.MOST_POINTS)
                .isSorted();
        assertThat(columns.steps().get(columns.steps().size() - 1)).isEqualTo(batches);
        double middle = Objects.requireNonNull(columns.loss().get(columns.loss().size() / 2));
        assertThat(middle).isCloseTo(batches / 2.0, within(batches / 500.0));
    }

    @Test
    void aNewAttemptTakesBackWhatWasTrainedBehindItsStep() {
        LongStream.rangeClosed(1, 10).forEach(step -> batch(1, step, 1));
        batch(2, 6, 2);
        batch(1, 11, 3);
        assertThat(curve.columns().steps()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(curve.columns().loss()).endsWith(1.0, 2.0);
    }

    @Test
    void whateverStepsAndLossesComeItIsSmallAndSorted() {
        Random random = new Random(7);
        double[] losses = {Double.NaN, Double.POSITIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE, 0, -1};
        for (int i = 0; i < 50_000; i++) {
            batch(random.nextInt(3), random.nextLong() >> random.nextInt(64), losses[random.nextInt(losses.length)]);
        }
        assertThat(curve.columns().steps())
                .hasSizeLessThanOrEqualTo(BatchCurve.MOST_POINTS)
                .isSorted();
        assertThat(curve.columns().loss())
                .hasSameSizeAs(curve.columns().steps())
                .allMatch(loss -> loss == null || Double.isFinite(loss));
    }
}
