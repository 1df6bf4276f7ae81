package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EpochScheduleTest {
    /** Rows, batch size and steps_per_epoch; then of the first epochs: their pass, their steps, and where their first batch begins. */
    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of(10, 4, null, List.of(0, 1, 2), List.of(3, 3, 3), List.of(0, 0, 0)),
                Arguments.of(8, 4, null, List.of(0, 1, 2), List.of(2, 2, 2), List.of(0, 0, 0)),
                // Six batches in a pass: two epochs of three.
                Arguments.of(24, 4, 3, List.of(0, 0, 1, 1), List.of(3, 3, 3, 3), List.of(0, 12, 0, 12)),
                // Five batches in a pass: the second epoch ends with the rows.
                Arguments.of(18, 4, 3, List.of(0, 0, 1, 1), List.of(3, 2, 3, 2), List.of(0, 12, 0, 12)),
                Arguments.of(
                        20, 4, 1, List.of(0, 0, 0, 0, 0, 1), List.of(1, 1, 1, 1, 1, 1), List.of(0, 4, 8, 12, 16, 0)),
                Arguments.of(18, 4, 5, List.of(0, 1), List.of(5, 5), List.of(0, 0)),
                // No more steps than a pass has.
                Arguments.of(18, 4, 9, List.of(0, 1), List.of(5, 5), List.of(0, 0)),
                Arguments.of(3, 4, null, List.of(0, 1), List.of(1, 1), List.of(0, 0)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void anEpochGoesOnWhereTheOneBeforeItEndedUntilTheRowsAreUsedUp(
            int rows,
            int batch,
            @Nullable Integer perEpoch,
            List<Integer> passes,
            List<Integer> steps,
            List<Integer> from) {
        EpochSchedule schedule = new EpochSchedule(rows, batch, perEpoch);

        assertThat(each(passes, schedule::passOf)).isEqualTo(passes);
        assertThat(each(passes, schedule::stepsIn)).isEqualTo(steps);
        assertThat(each(passes, epoch -> schedule.range(epoch, 0).from())).isEqualTo(from);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theEpochsOfAPassTakeEachRowOnce(int rows, int batch, @Nullable Integer perEpoch, List<Integer> passes) {
        EpochSchedule schedule = new EpochSchedule(rows, batch, perEpoch);
        int next = 0;
        for (int epoch = 0; schedule.passOf(epoch) == 0; epoch++) {
            for (int step = 0; step < schedule.stepsIn(epoch); step++) {
                EpochSchedule.Range range = schedule.range(epoch, step);
                assertThat(range.from()).isEqualTo(next);
                assertThat(range.to()).isGreaterThan(next).isLessThanOrEqualTo(next + batch);
                next = range.to();
            }
        }

        assertThat(next).isEqualTo(rows);
        assertThat(passes.get(0)).isZero();
    }

    @Test
    void theLargestBatchIsOneStep() {
        EpochSchedule schedule = new EpochSchedule(800, Integer.MAX_VALUE, null);

        assertThat(schedule.stepsPerEpoch()).isEqualTo(1);
        assertThat(schedule.range(0, 0)).isEqualTo(new EpochSchedule.Range(0, 800));
    }

    private static List<Integer> each(List<Integer> like, UnaryOperator<Integer> ofEpoch) {
        return IntStream.range(0, like.size()).boxed().map(ofEpoch).toList();
    }
}
