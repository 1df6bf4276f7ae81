package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledRateTest {
    private final FakeEngine engine = new FakeEngine();

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "0, 1, 0.5", "0, 3, 0.125", "1, 1, 0.0625"})
    void aScheduleSetsTheRateOfTheNextBatch(int epoch, int batch, float rate) {
        RunState state = TestStates.at(epoch, batch);

        assertThat(new ScheduledRate(TestStates.SCHEDULED, engine).scheduled(state))
                .isEqualTo(state.withLearningRate(rate));
        assertThat(engine.learningRate).isEqualTo(rate);
    }

    @Test
    void withoutAScheduleTheRateIsThatOfTheLastCommand() {
        engine.setLearningRate(0.75f);
        RunState state = TestStates.at(0, 1).withLearningRate(0.75f);

        assertThat(new ScheduledRate(TestStates.SPEC, engine).scheduled(state)).isSameAs(state);
        assertThat(engine.learningRate).isEqualTo(0.75f);
    }
}
