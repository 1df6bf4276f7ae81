package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.checkpoint.FinalModel;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.SupersededException;
import io.epochal.trainer.run.checkpoint.TestAttempt;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.Runs.Outcome;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunResult;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.TestStates;
import io.epochal.trainer.run.state.Trial;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConclusionTest {
    private static final RunState LAST = TestStates.at(1, 3);
    private static final Situation STOPPED = Situation.of(LAST.terminated(TestStates.STOPPED));
    private static final Metrics TESTED = Metrics.of(Map.of("loss", 6.0, "accuracy", 0.5));
    private static final String KEY = "runs/run/checkpoints/00001-000000006-e-1";

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final TestAttempt attempt = new TestAttempt(objects);
    private final FakeEngine engine = attempt.engine;
    private final FinalModel model = new FinalModel(TestStates.SPEC, 1, attempt.store);

    @AfterEach
    void close() {
        attempt.close();
    }

    static Stream<Situation> unfinished() {
        return Stream.of(Situation.of(LAST), new Situation.OnTrial(LAST, new Trial(7, 0, LAST)));
    }

    @ParameterizedTest
    @MethodSource("unfinished")
    void aRunThatHasNotEndedIsGivenBack(Situation last) throws IOException {
        assertThat(conclude(last)).isEqualTo(Conclusion.left(Outcome.GIVEN_BACK));
        assertThat(engine.calls).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("unfinished")
    void aRunThatAnotherTrainerHasIsNotGivenBack(Situation last) throws IOException {
        supersede();

        assertThat(conclude(last)).isEqualTo(Conclusion.left(Outcome.SUPERSEDED));
    }

    @Test
    void aVoidTrialIsFollowedByTheNextAttemptUnlessAnotherTrainerHasTheRun() throws IOException {
        Situation last = new Situation.Void(LAST);
        assertThat(conclude(last)).isEqualTo(new Conclusion(Optional.empty(), Optional.empty()));

        attempt.claim();
        assertThatThrownBy(() -> conclude(last)).isInstanceOf(SupersededException.class);
    }

    static Stream<Arguments> ends() {
        Termination completed = new Termination(RunStatus.COMPLETED, "all 4 epochs were trained");
        return Stream.of(
                Arguments.of(completed, true, TESTED),
                Arguments.of(TestStates.STOPPED, true, TESTED),
                Arguments.of(TestStates.STOPPED, false, Metrics.NONE),
                Arguments.of(TestStates.CANCELLED, true, Metrics.NONE),
                Arguments.of(TestStates.FAILED, true, Metrics.NONE));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void aModelIsTestedWhereTheTrainingEndedInOrderAndThereAreTestRows(Termination how, boolean rows, Metrics test)
            throws IOException {
        saveEpochs(2, Set.of());
        engine.tests = rows;

        assertThat(result(Situation.of(LAST.terminated(how))))
                .isEqualTo(new RunResult(LAST.terminated(how), how, test, KEY));
        assertThat(attempt.text(FinalModel.NAME)).isEqualTo("6");
    }

    @Test
    void theAverageOfTheWeightsIsTheModelThatIsTested() throws IOException {
        engine.averages = true;
        engine.weights = "6";

        assertThat(result(STOPPED).test().get("loss")).hasValue(-6);
        assertThat(engine.calls).containsExactly("finalize", "evaluate TEST TRAINED");
    }

    @Test
    void weightsThatWereRestoredAreTestedAsTheyAre() throws IOException {
        engine.averages = true;
        engine.weights = "6";
        RunState restored = LAST.withRestored(new Command.RestoreWeights(0)).terminated(TestStates.STOPPED);

        assertThat(result(Situation.of(restored)).test().get("loss")).hasValue(6);
    }

    @Test
    void aModelThatCannotBeTestedHasItsNameAndTheReasonSaysWhy() throws IOException {
        saveEpochs(2, Set.of());
        engine.failAtEvaluation = 0;

        RunResult result = result(STOPPED);

        assertThat(result.how().status()).isEqualTo(RunStatus.FAILED);
        assertThat(result.how().reason())
                .startsWith("enough; the model is stored as final, but could not be tested on the test set: ");
        assertThat(result.checkpoint()).isEqualTo(KEY);
        assertThat(attempt.text(FinalModel.NAME)).isEqualTo("6");
    }

    @Test
    void whatAProcessCannotSurviveIsNoResult() {
        engine.killAtEvaluation = 0;

        assertThatThrownBy(() -> conclude(STOPPED)).isInstanceOf(FakeEngine.Killed.class);
    }

    /** The last two stay in any case. */
    @Test
    void checkpointsThatNothingNeedsAreDeleted() throws IOException {
        saveEpochs(3, Set.of(0, 1, 2));
        assertThat(epochs()).containsExactly("00000", "00001", "00002");
        conclude(STOPPED);

        assertThat(epochs()).containsExactly("00001", "00002");
    }

    @Test
    void aSupersededAttemptNamesAndDeletesNothing() throws IOException {
        saveEpochs(3, Set.of(0, 1, 2));
        attempt.claim();

        assertThatThrownBy(() -> conclude(STOPPED)).isInstanceOf(SupersededException.class);
        assertThat(epochs()).containsExactly("00000", "00001", "00002");
        assertThat(attempt.checkpoints.names()).isEmpty();
    }

    private void supersede() {
        attempt.claim();
        assertThatThrownBy(attempt.store.fence()::require).isInstanceOf(SupersededException.class);
    }

    private Conclusion conclude(Situation last) throws IOException {
        return last.accept(new Conclusion.Reached(engine, attempt.store, model));
    }

    private RunResult result(Situation last) throws IOException {
        Conclusion conclusion = conclude(last);
        assertThat(conclusion.outcome()).contains(Outcome.ENDED);
        return conclusion.result().orElseThrow();
    }

    private void saveEpochs(int count, Set<Integer> retain) throws IOException {
        for (int epoch = 0; epoch < count; epoch++) {
            engine.weights = Integer.toString(3 * epoch + 3);
            Savepoint savepoint = attempt.savepoints.at(TestStates.at(epoch, 3), ResumePoint.EPOCH_ENDED, epoch, 1);
            savepoint.save();
            savepoint.finish(retain);
            attempt.savepoints.drain();
        }
    }

    private List<String> epochs() {
        return objects.list("runs/run/checkpoints/").stream()
                .filter(key -> key.endsWith("/manifest.json"))
                .map(key -> key.split("/")[3].substring(0, 5))
                .toList();
    }
}
