package io.epochal.trainer.run;

import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EpochEndTest {
    private static final RunState TRAINED = TestStates.at(1, 3);
    private static final RunState BEGUN = TestStates.at(1, 1);
    private static final Metrics VALIDATED =
            TRAINED.metrics().with("val_loss", 8).with("val_accuracy", 0.5);

    private final TestLoop run = new TestLoop();

    EpochEndTest() {
        run.engine.weights = "8";
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void whatIsAskedAboutIsTheValidatedEpoch() throws IOException {
        run.supervisor.answersAll();

        Situation after = end(Situation.of(TRAINED));

        assertThat(ended().metrics()).isEqualTo(VALIDATED);
        assertThat(ended().seconds()).isBetween(2.0, 60.0);
        assertThat(run.reached).containsExactly(TRAINED.withMetrics(VALIDATED));
        assertThat(after).isEqualTo(Situation.of(TRAINED.withMetrics(VALIDATED).carrying(verdict(0))));
    }

    @Test
    void anEpochThatIsNotValidatedIsAskedAboutAsItWasTrained() throws IOException {
        run.engine.validates = false;
        run.supervisor.answersAll();
        end(Situation.of(TRAINED));

        assertThat(run.engine.calls).isEmpty();
        assertThat(ended().metrics()).isEqualTo(TRAINED.metrics());
    }

    /** Keras' optimizer.learning_rate counts the steps that were made. */
    @Test
    void theRateInTheEventIsThatOfTheNextBatch() throws IOException {
        run.supervisor.answersAll();
        ScheduledRate rate = new ScheduledRate(TestStates.SCHEDULED, run.engine);
        new EpochEnd(run.engine, rate, run.trials, run.barriers, run.reached::add).end(Situation.of(TRAINED), 0);

        assertThat(ended().learningRate()).isEqualTo(1.0 / 64);
        assertThat(run.engine.learningRate).isEqualTo(1f / 64);
    }

    static Stream<Termination> abandoning() {
        return Stream.of(TestStates.CANCELLED, TestStates.FAILED);
    }

    @ParameterizedTest
    @MethodSource("abandoning")
    void anAbandonedEpochIsNeitherValidatedNorAskedAbout(Termination how) throws IOException {
        Situation finished = Situation.of(TRAINED.terminated(how));

        assertThat(end(finished)).isSameAs(finished);
        nothingWasEnded();
    }

    @Test
    void aStopInOrderEndsItsEpochAsTheLastOne() throws IOException {
        run.supervisor.answersAll();

        Situation after = end(Situation.of(BEGUN.terminated(TestStates.STOPPED)));

        assertThat(ended().last()).isTrue();
        assertThat(ended().metrics().values()).containsKey("val_loss");
        assertThat(after.state().termination()).isEqualTo(TestStates.STOPPED);
    }

    @Test
    void aVerdictOnTheLastBatchSaysWithWhichWeightsToValidate() throws IOException {
        Situation trial = run.onTrial(7, TRAINED);
        run.supervisor.answersAll().answers(verdict(7, new Command.EvaluateOn(ModelWeights.AVERAGED)));
        end(trial);

        assertThat(run.engine.calls).containsExactly("evaluate VALIDATION AVERAGED");
        assertThat(ended().metrics().get("val_loss")).hasValue(-8);
    }

    @Test
    void aVerdictOnAnEarlierBatchIsWaitedForBehindTheValidation() throws IOException {
        Situation trial = run.onTrial(7, BEGUN).with(TRAINED);
        List<String> meanwhile = new ArrayList<>();
        run.supervisor.whileWaiting(() -> {
            meanwhile.addAll(run.engine.calls);
            run.supervisor.answersAll();
        });
        end(trial);

        assertThat(meanwhile).containsExactly("evaluate VALIDATION TRAINED");
        assertThat(run.supervisor.namesInOrder())
                .containsExactly("VerdictOverdue", "VerdictApplied", "EpochEnded", "VerdictApplied");
        assertThat(ended().metrics()).isEqualTo(VALIDATED);
    }

    @Test
    void anEpochOfAVoidTrialIsNotAskedAbout() throws IOException {
        run.supervisor.answers(verdict(7, new Command.StopTraining("enough")));

        assertThat(end(run.onTrial(7, BEGUN).with(TRAINED))).isInstanceOf(Situation.Void.class);
        assertThat(run.supervisor.events(EpochEnded.class)).isEmpty();
        assertThat(run.reached).isEmpty();
    }

    @Test
    void aTrainerThatLeavesBeforeTheVerdictAsksNothing() throws IOException {
        Situation trial = run.onTrial(7, TRAINED);
        run.parts.leaving = true;

        assertThat(end(trial)).isEqualTo(trial);
        nothingWasEnded();
    }

    @Test
    void aVoidRunStaysAsItIs() throws IOException {
        Situation gone = new Situation.Void(TRAINED);

        assertThat(end(gone)).isSameAs(gone);
        nothingWasEnded();
    }

    private void nothingWasEnded() {
        assertThat(run.engine.calls).isEmpty();
        assertThat(run.supervisor.events(EpochEnded.class)).isEmpty();
        assertThat(run.reached).isEmpty();
    }

    private Situation end(Situation last) throws IOException {
        return run.epochs.end(last, System.nanoTime() - 2_000_000_000L);
    }

    private EpochEnded ended() {
        assertThat(run.supervisor.events(EpochEnded.class)).hasSize(1);
        return run.supervisor.events(EpochEnded.class).get(0);
    }
}
