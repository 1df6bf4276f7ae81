package io.epochal.trainer.run;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.trainer.run.port.Supervisor.BatchReport;
import io.epochal.trainer.run.state.Directives;
import io.epochal.trainer.run.state.MetricSums;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state before the step is behind the first of an epoch's three batches, at step 1 of the run. */
class BatchStepTest {
    private static final RunState BEFORE = TestStates.at(0, 1);
    private static final RunState LAST = TestStates.at(0, 2);

    private final TestLoop run = new TestLoop();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void oneBatchIsTrainedAddedToTheEpochAndReported() throws IOException {
        run.engine.setLearningRate(3);

        RunState after = step(BEFORE).state();

        assertThat(run.engine.calls).containsExactly("train 1");
        assertThat(after.position())
                .isEqualTo(BEFORE.position().afterBatch(10, 1.5f, new MetricSums(List.of(new double[] {10, 20}))));
        assertThat(after.metrics().get("loss")).hasValue(1);
        assertThat(run.supervisor.batches)
                .containsExactly(new BatchReport(0, 1, 2, 1.5, after.metrics(), BEFORE.learningRate()));
        assertThat(run.supervisor.events).isEmpty();
    }

    @Test
    void aPausedRunTrainsNothingAndAnswersCommands() throws IOException {
        run.supervisor.requests.add(request("a", new Command.ResumeTraining()));

        assertThat(step(BEFORE.paused(true))).isEqualTo(Situation.of(BEFORE.answering("a")));
        assertThat(run.engine.calls).isEmpty();
        assertThat(run.supervisor.batches).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, false, 1,   false",
                "3, false, 1,   false",
                "2, false, 1,   true",
                "1, false, 1,   true",
                "-, true,  1,   false",
                "-, true,  NaN, true",
                "-, false, NaN, false"
            })
    void asksWhereTheLastVerdictWantedItAndNowhereElse(
            @Nullable Long atStep, boolean atNonFiniteLoss, float rate, boolean asked) throws IOException {
        run.supervisor.answersAll();
        run.engine.setLearningRate(rate);
        step(BEFORE.with(BEFORE.directives().with(Set.of(), new Ask(atStep, atNonFiniteLoss))));

        assertThat(run.supervisor.events(BatchReached.class)).hasSize(asked ? 1 : 0);
    }

    @Test
    void behindABatchComesItsRecordThenTheQuestionThenTheUser() throws IOException {
        run.supervisor.answersAll();
        run.supervisor.requests.add(request("a", new Command.PauseTraining()));
        Directives directives = BEFORE.directives()
                .recording(1)
                .with(Set.of(), new Ask(2L, false))
                .saving(new Command.SaveEvery(0, "backup"));

        Situation after = step(BEFORE.with(directives));

        assertThat(run.supervisor.namesInOrder())
                .containsExactly(
                        "BatchRecorded", "BatchReached", "VerdictApplied", "CommandApplied", "CheckpointTaken");
        assertThat(after.state().paused()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, true", "3, false"})
    void everyBatchOfTheOrderedIntervalIsRecorded(int every, boolean recorded) throws IOException {
        Directives directives = every == 0 ? Directives.NONE : Directives.NONE.recording(every);
        step(BEFORE.with(directives));

        assertThat(run.supervisor.events(BatchRecorded.class))
                .extracting(BatchRecorded::step)
                .isEqualTo(recorded ? List.of(2L) : List.of());
    }

    @Test
    void byTimeTheWholeStateIsSavedBetweenTwoBatches() throws IOException {
        step(BEFORE.with(BEFORE.directives().saving(new Command.SaveEvery(0, "backup"))));
        run.attempt.savepoints.drain();

        assertThat(run.supervisor.events(CheckpointSaved.class)).singleElement().satisfies(saved -> {
            assertThat(saved.names()).containsExactly("backup");
            assertThat(saved.key()).endsWith("/00000-000000002-b-1");
        });
        assertThat(run.attempt.text("backup")).isEqualTo("1");
        assertThat(run.engine.openSnapshots()).isZero();
    }

    @Test
    void nothingIsSavedByTimeBeforeItIsDueOrBehindAnEnd() throws IOException {
        step(BEFORE.with(BEFORE.directives().saving(new Command.SaveEvery(3600, "backup"))));
        run.supervisor.requests.add(request("a", new Command.CancelRun("Ctrl-C")));
        step(BEFORE.with(BEFORE.directives().saving(new Command.SaveEvery(0, "backup"))));

        assertThat(run.supervisor.events(CheckpointTaken.class)).isEmpty();
    }

    @Test
    void onTrialNothingIsPublishedButBatches() throws IOException {
        run.supervisor.requests.add(request("a", new Command.PauseTraining()));
        RunState before = BEFORE.with(BEFORE.directives().recording(1).saving(new Command.SaveEvery(0, "backup")));
        Situation trial = run.onTrial(7, before);

        Situation after = trial.accept(run.batches);

        assertThat(after).isInstanceOf(Situation.OnTrial.class);
        assertThat(after.state().position().batch()).isEqualTo(2);
        assertThat(run.supervisor.batches).hasSize(1);
        assertThat(run.supervisor.namesInOrder()).isEmpty();
        assertThat(run.supervisor.requests).hasSize(1);
    }

    @Test
    void aConfirmedTrialPublishesItsBatchesThenThisOne() throws IOException {
        RunState before = TestStates.at(0, 0).with(Directives.NONE.recording(1));
        Situation trial = run.onTrial(7, before).accept(run.batches);
        run.supervisor.answers(verdict(7));

        assertThat(trial.accept(run.batches)).isInstanceOf(Situation.Decided.class);
        assertThat(run.supervisor.namesInOrder()).containsExactly("VerdictApplied", "BatchRecorded", "BatchRecorded");
        assertThat(run.supervisor.events(BatchRecorded.class))
                .extracting(BatchRecorded::step)
                .containsExactly(1L, 2L);
    }

    @Test
    void aBatchThatAVerdictMakesVoidIsNotPublished() throws IOException {
        Situation trial = run.onTrial(7, BEFORE.with(Directives.NONE.recording(1)));
        run.supervisor.answers(verdict(7, new Command.SetLearningRate(0.5)));

        assertThat(trial.accept(run.batches)).isInstanceOf(Situation.Void.class);
        assertThat(run.supervisor.namesInOrder()).isEmpty();
    }

    @Test
    void atTheEpochsLastBatchATrialWaitsForItsVerdict() throws IOException {
        Situation trial = run.onTrial(7, LAST);
        run.supervisor.whileWaiting(() -> run.supervisor.answers(verdict(7)));

        assertThat(trial.accept(run.batches)).isInstanceOf(Situation.Decided.class);
        assertThat(run.engine.calls).containsExactly("train 2");
        assertThat(run.supervisor.namesInOrder()).containsExactly("VerdictOverdue", "VerdictApplied");
    }

    /** The verdict on an earlier event, late, may have named the very batch that was trained meanwhile. */
    @Test
    void aLateVerdictThatWantsToBeAskedHereIsAskedHere() throws IOException {
        Situation trial = run.onTrial(7, BEFORE);
        run.supervisor.answersAll().answers(verdict(7, new Ask(2L, false)));
        trial.accept(run.batches);

        assertThat(run.supervisor.namesInOrder()).containsExactly("VerdictApplied", "BatchReached", "VerdictApplied");
    }

    @Test
    void aRunThatTrainsNoMoreStaysAsItIs() throws IOException {
        for (Situation now : List.of(new Situation.Void(BEFORE), Situation.of(BEFORE.terminated(TestStates.STOPPED)))) {
            assertThat(now.accept(run.batches)).isSameAs(now);
        }
        assertThat(run.engine.calls).isEmpty();
    }

    private Situation step(RunState before) throws IOException {
        return Situation.of(before).accept(run.batches);
    }
}
