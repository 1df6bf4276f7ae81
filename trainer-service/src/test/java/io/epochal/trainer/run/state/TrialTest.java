package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrialTest {
    private static final RunState BEFORE =
            TestStates.at(0, 3).with(Directives.NONE.recording(4).evaluatingOn(ModelWeights.AVERAGED));
    private static final RunState LATER = TestStates.at(1, 2);
    private static final Trial TRIAL = new Trial(7, 0, BEFORE);

    @Test
    void beginsWhereNoBatchHasBeenTrainedSince() {
        assertThat(TRIAL.beganAt(BEFORE)).isTrue();
        assertThat(TRIAL.beganAt(LATER)).isFalse();
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of(null, 5, false),
                Arguments.of(5L, 4, false),
                Arguments.of(5L, 5, true),
                Arguments.of(5L, 6, true),
                // The step was due before the trial began.
                Arguments.of(3L, 5, false));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void endsAtTheStepThatTheVerdictBeforeNamed(Long atStep, int step, boolean ends) {
        RunState before = BEFORE.with(Directives.NONE.with(Set.of(), new Ask(atStep, false)));

        assertThat(new Trial(7, 0, before).endsAt(TestStates.at(1, step - 3))).isEqualTo(ends);
    }

    @Test
    void endsAtTheFirstLossThatIsNotFinite() {
        RunState broken = LATER.at(LATER.position().afterBatch(10, Float.NaN, MetricSums.NONE));

        assertThat(TRIAL.endsAt(LATER)).isFalse();
        assertThat(TRIAL.endsAt(broken)).isTrue();
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of(new Command.SaveCheckpoint("best"), true),
                Arguments.of(new Command.SaveEvery(1, "backup"), true),
                Arguments.of(new Command.SummarizeWeights(), true),
                Arguments.of(new Command.SetLearningRate(0.001), true),
                Arguments.of(new Command.SetLearningRate(0.002), false),
                Arguments.of(new Command.EvaluateOn(ModelWeights.AVERAGED), true),
                Arguments.of(new Command.EvaluateOn(ModelWeights.TRAINED), false),
                Arguments.of(new Command.RecordBatches(4), true),
                Arguments.of(new Command.RecordBatches(5), true),
                Arguments.of(new Command.RecordBatches(3), false),
                Arguments.of(new Command.StopTraining("enough"), false),
                Arguments.of(new Command.CancelRun("no"), false),
                Arguments.of(new Command.FailRun("NaN"), false),
                Arguments.of(new Command.PauseTraining(), false),
                Arguments.of(new Command.ResumeTraining(), false),
                Arguments.of(new Command.RestoreWeights(0), false),
                Arguments.of(new Command.ReplaceCallbacks(List.of()), false));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isConfirmedByCommandsThatWouldHaveTrainedTheSame(Command command, boolean confirmed) {
        assertThat(TRIAL.isConfirmedBy(verdict(Ask.AT_EPOCH_END, command), LATER, false))
                .isEqualTo(confirmed);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anyVerdictConfirmsATrialThatHasTrainedNothing(Command command, boolean confirmed) {
        assertThat(TRIAL.isConfirmedBy(verdict(new Ask(3L, false), command), BEFORE, true))
                .isTrue();
    }

    @Test
    void aCommandThatSetsARateVoidsATrialUnderASchedule() {
        assertThat(TRIAL.isConfirmedBy(verdict(Ask.AT_EPOCH_END, new Command.SetLearningRate(0.001)), LATER, true))
                .isFalse();
    }

    @Test
    void isVoidedByAVerdictThatWantedToBeAskedInTheMeantime() {
        assertThat(TRIAL.isConfirmedBy(verdict(new Ask(4L, false)), LATER, false))
                .isFalse();
        assertThat(TRIAL.isConfirmedBy(verdict(new Ask(5L, false)), LATER, false))
                .isTrue();
    }

    private static Verdict verdict(Ask ask, Command... commands) {
        return new Verdict(
                "run", 1, 7, Instant.EPOCH, List.of(commands), List.of(), List.of(), List.of(), List.of(), ask);
    }
}
