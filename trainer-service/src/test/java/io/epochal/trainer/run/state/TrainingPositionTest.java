package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingPositionTest {
    @Test
    void aBatchMovesBatchAndStepAndWeighsItsLossBySamples() {
        MetricSums counted = new MetricSums(List.of(new double[] {16, 40}));

        TrainingPosition position = TrainingPosition.START
                .inEpoch(0)
                .afterBatch(10, 1.0f, MetricSums.NONE)
                .afterBatch(30, 0.5f, counted);

        assertThat(position.batch()).isEqualTo(2);
        assertThat(position.step()).isEqualTo(2);
        assertThat(position.means().meanLoss()).isEqualTo(0.625);
        assertThat(position.means().metrics()).isEqualTo(counted);
    }

    @Test
    void anEpochBeginsWithNewMeansAndKeepsCountingSteps() {
        TrainingPosition next = TestStates.at(0, 3).position().inEpoch(1);

        assertThat(next).isEqualTo(new TrainingPosition(1, 0, 3, RunningMeans.NONE));
        assertThat(next.means().meanLoss()).isNaN();
    }

    @Test
    void theNextBatchIsInThisEpochUntilItIsOver() {
        TrainingPosition within = TestStates.at(1, 2).position();

        assertThat(within.atNextBatch(3)).isSameAs(within);
        assertThat(TestStates.at(1, 3).position().atNextBatch(3).epoch()).isEqualTo(2);
        assertThat(TrainingPosition.START.atNextBatch(3).epoch()).isZero();
    }
}
