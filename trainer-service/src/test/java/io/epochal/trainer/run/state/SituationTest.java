package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SituationTest {
    private static final RunState STATE = TestStates.at(1, 2);
    private static final RunState STOPPED = STATE.terminated(TestStates.STOPPED);
    private static final Trial TRIAL = new Trial(7, 0, TestStates.at(1, 0));

    private static final Situation DECIDED = new Situation.Decided(STATE);
    private static final Situation ON_TRIAL = new Situation.OnTrial(STATE, TRIAL);
    private static final Situation VOID = new Situation.Void(STATE);
    private static final Situation FINISHED = new Situation.Finished(STOPPED);

    @Test
    void aTerminatedRunIsFinishedAndAnyOtherDecided() {
        assertThat(Situation.of(STATE)).isEqualTo(DECIDED);
        assertThat(Situation.of(STOPPED)).isEqualTo(FINISHED);
        assertThat(new Situation.Finished(STOPPED).termination()).isEqualTo(TestStates.STOPPED);
    }

    @Test
    void noStateIsDecidedAndTerminatedOrFinishedAndNot() {
        assertThatThrownBy(() -> new Situation.Decided(STOPPED)).hasMessageContaining("terminated");
        assertThatThrownBy(() -> new Situation.Finished(STATE)).hasMessageContaining("not terminated");
    }

    static Stream<Arguments> training() {
        return Stream.of(
                Arguments.of(DECIDED, true),
                Arguments.of(ON_TRIAL, true),
                Arguments.of(ON_TRIAL.with(STOPPED), false),
                Arguments.of(VOID, false),
                Arguments.of(FINISHED, false));
    }

    @ParameterizedTest
    @MethodSource("training")
    void trainsWhereNothingStandsAgainstIt(Situation now, boolean trains) {
        assertThat(now.trains()).isEqualTo(trains);
    }

    @Test
    void aStepIsTakenInItsSituationOnly() {
        Situation next = new Situation.Void(TestStates.START);

        for (Situation now : List.of(DECIDED, ON_TRIAL, VOID, FINISHED)) {
            assertThat(now.whenDecided(decided -> next)).isEqualTo(now == DECIDED ? next : now);
            assertThat(now.whenOnTrial(trial -> next)).isEqualTo(now == ON_TRIAL ? next : now);
        }
    }

    @Test
    void anotherStateLeavesTheSituationAsItIs() {
        RunState other = TestStates.at(2, 1);

        assertThat(DECIDED.with(other)).isEqualTo(new Situation.Decided(other));
        assertThat(ON_TRIAL.with(other)).isEqualTo(new Situation.OnTrial(other, TRIAL));
        assertThat(VOID.with(other)).isEqualTo(new Situation.Void(other));
        assertThat(FINISHED.with(other.terminated(TestStates.FAILED)).state().termination())
                .isEqualTo(TestStates.FAILED);
    }

    @Test
    void eachSituationIsHandledAsItself() {
        Situation.Handler<String, RuntimeException> names = new Situation.Handler<>() {
            @Override
            public String decided(Situation.Decided now) {
                return "decided";
            }

            @Override
            public String onTrial(Situation.OnTrial now) {
                return "on trial";
            }

            @Override
            public String voided(Situation.Void now) {
                return "void";
            }

            @Override
            public String finished(Situation.Finished now) {
                return "finished";
            }
        };

        assertThat(Stream.of(DECIDED, ON_TRIAL, VOID, FINISHED).map(now -> now.accept(names)))
                .containsExactly("decided", "on trial", "void", "finished");
    }
}
