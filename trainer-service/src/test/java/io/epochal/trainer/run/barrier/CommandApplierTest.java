package io.epochal.trainer.run.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandApplierTest {
    private static final RunState BEFORE = TestStates.at(0, 3);

    private final TestBarriers barriers = new TestBarriers();
    private final Savepoint savepoint = barriers.savepoint(BEFORE);

    @AfterEach
    void close() {
        barriers.close();
    }

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of(
                        new Command.StopTraining("a"),
                        BEFORE.terminated(new Termination(RunStatus.STOPPED_EARLY, "a"))),
                Arguments.of(new Command.CancelRun("b"), BEFORE.terminated(new Termination(RunStatus.CANCELLED, "b"))),
                Arguments.of(new Command.FailRun("c"), BEFORE.terminated(new Termination(RunStatus.FAILED, "c"))),
                Arguments.of(
                        new Command.ReplaceCallbacks(List.of()),
                        BEFORE.terminated(
                                new Termination(RunStatus.FAILED, "a callback cannot replace the callbacks"))),
                Arguments.of(new Command.PauseTraining(), BEFORE.paused(true)),
                Arguments.of(new Command.ResumeTraining(), BEFORE),
                Arguments.of(new Command.SetLearningRate(0.1), BEFORE.withLearningRate(0.1f)),
                Arguments.of(
                        new Command.EvaluateOn(ModelWeights.AVERAGED),
                        BEFORE.with(BEFORE.directives().evaluatingOn(ModelWeights.AVERAGED))),
                Arguments.of(
                        new Command.RecordBatches(5),
                        BEFORE.with(BEFORE.directives().recording(5))),
                Arguments.of(
                        new Command.SaveEvery(60, "backup"),
                        BEFORE.with(BEFORE.directives().saving(new Command.SaveEvery(60, "backup")))),
                Arguments.of(new Command.SaveEvery(60, ".."), BEFORE),
                Arguments.of(new Command.SaveCheckpoint("best"), BEFORE),
                Arguments.of(new Command.SummarizeWeights(), BEFORE));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aCommandMakesAStateOfAState(Command command, RunState after) throws IOException {
        assertThat(barriers.commandApplier.apply(command, BEFORE, savepoint)).isEqualTo(after);
    }

    @Test
    void theEngineHasTheNewRateAtOnce() throws IOException {
        apply(new Command.SetLearningRate(0.5));

        assertThat(barriers.attempt.engine.learningRate).isEqualTo(0.5f);
    }

    @Test
    void savesAndSummariesAreOfTheSavepoint() throws IOException {
        apply(new Command.SaveCheckpoint("best"));
        apply(new Command.SummarizeWeights());
        barriers.attempt.engine.weights = "99";
        savepoint.finish(Set.of());
        barriers.attempt.savepoints.drain();

        assertThat(barriers.attempt.text("best")).isEqualTo("0");
        assertThat(barriers.supervisor.events(WeightsSummarized.class)).hasSize(1);
    }

    @Test
    void restoredWeightsAreNotedInTheState() throws IOException {
        savepoint.save();
        savepoint.finish(Set.of(0));
        barriers.attempt.engine.weights = "99";
        Command.RestoreWeights command = new Command.RestoreWeights(0);

        assertThat(apply(command)).isEqualTo(BEFORE.withRestored(command));
        assertThat(barriers.attempt.engine.weights).isEqualTo("0");
    }

    @Test
    void weightsThatAreMissingAreAnError() {
        assertThatThrownBy(() -> apply(new Command.RestoreWeights(7)))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no checkpoint of epoch 7");
    }

    private RunState apply(Command command) throws IOException {
        return barriers.commandApplier.apply(command, BEFORE, savepoint);
    }
}
