package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunStateTest {
    private static final Verdict VERDICT = new Verdict(
            "run",
            1,
            0,
            Instant.EPOCH,
            List.of(),
            List.of(Map.of("type", "Next")),
            List.of(),
            List.of(),
            List.of(1, 2),
            new Ask(9L, true));

    @Test
    void ofTwoTerminationsTheFirstCounts() {
        RunState state = TestStates.START.terminated(TestStates.STOPPED).terminated(TestStates.CANCELLED);

        assertThat(state.termination()).isEqualTo(TestStates.STOPPED);
    }

    static Stream<Arguments> epochs() {
        return Stream.of(
                Arguments.of(-1, 0, null, false),
                Arguments.of(0, 2, null, false),
                Arguments.of(0, 3, null, true),
                Arguments.of(0, 2, TestStates.STOPPED, true),
                Arguments.of(0, 3, TestStates.CANCELLED, false),
                Arguments.of(0, 3, TestStates.FAILED, false),
                Arguments.of(-1, 0, TestStates.STOPPED, false));
    }

    @ParameterizedTest
    @MethodSource("epochs")
    void anEpochIsOverBehindItsLastBatchOrAStopInOrder(
            int epoch, int batch, @Nullable Termination termination, boolean over) {
        RunState state = TestStates.at(epoch, batch);
        RunState ended = termination == null ? state : state.terminated(termination);

        assertThat(ended.isEpochOver(3)).isEqualTo(over);
    }

    @Test
    void aVerdictReplacesCallbacksRetainAndAskAndKeepsTheOtherDirectives() {
        RunState state = TestStates.at(1, 2).with(Directives.NONE.recording(5)).carrying(VERDICT);

        assertThat(state.callbacks()).isEqualTo(VERDICT.callbacks());
        assertThat(state.directives())
                .isEqualTo(new Directives(Set.of(1, 2), VERDICT.ask(), 5, ModelWeights.TRAINED, null));
    }

    @Test
    void theDirectivesOfReplacedCallbacksEndWithThem() {
        Directives all = Directives.NONE
                .recording(5)
                .evaluatingOn(ModelWeights.AVERAGED)
                .saving(new Command.SaveEvery(60, "backup"));
        RunState state = TestStates.at(1, 2).with(all).replacing(VERDICT);

        assertThat(state.callbacks()).isEqualTo(VERDICT.callbacks());
        assertThat(state.directives()).isEqualTo(Directives.NONE.with(Set.of(1, 2), VERDICT.ask()));
    }

    @Test
    void aLateDecisionKeepsWhatWasTrainedMeanwhile() {
        RunState decided = TestStates.at(0, 3)
                .carrying(VERDICT)
                .answering("c-1")
                .paused(true)
                .withRestored(new Command.RestoreWeights(0));
        RunState now = TestStates.at(1, 2);

        RunState both = now.decidedAs(decided);

        assertThat(both.position()).isEqualTo(now.position());
        assertThat(both.metrics()).isEqualTo(now.metrics());
        assertThat(both.at(decided.position()).withMetrics(decided.metrics())).isEqualTo(decided);
    }

    @Test
    void aRevokedEndIsNoEndAndItsCommandsStayAnswered() {
        RunState state = TestStates.at(1, 2)
                .answering("c-1")
                .paused(true)
                .terminated(TestStates.CANCELLED)
                .revoked(List.of("c-1", "c-2"));

        assertThat(state).isEqualTo(TestStates.at(1, 2).answering("c-1").answering("c-2"));
    }

    @Test
    void aRunWhoseEndIsRevokedBeginsWithThoseCommandsAnswered() {
        RunRequested request = new RunRequested(
                "run", Instant.EPOCH, TestStates.SPEC, null, new RunRequested.TakenBack(1, List.of("c-0")));

        assertThat(RunState.atStart(request).answered()).containsExactly("c-0");
        assertThat(TestStates.START.answered()).isEmpty();
        assertThat(TestStates.START.learningRate()).isEqualTo(0.001f);
    }
}
