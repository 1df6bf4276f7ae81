package io.epochal.trainer.run;

import static io.epochal.trainer.run.port.FakeSupervisor.request;
import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.checkpoint.SupersededException;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingLoopTest {
    private static final List<String> EPOCH = List.of("train 0", "train 1", "train 2", "evaluate VALIDATION TRAINED");

    private final TestLoop run = new TestLoop();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void trainsEachBatchOfEachEpochThenIsComplete() throws IOException {
        run.supervisor.answersAll();

        Situation last = run.loop.train(Optional.empty());

        assertThat(last.state().termination())
                .isEqualTo(new Termination(RunStatus.COMPLETED, "all 4 epochs were trained"));
        assertThat(run.engine.calls).hasSize(TestStates.EPOCHS * (1 + EPOCH.size()));
        assertThat(run.engine.calls.subList(0, 5)).isEqualTo(epoch(0));
        assertThat(run.engine.calls.subList(15, 20)).isEqualTo(epoch(3));
    }

    @Test
    void aStopIsAValueAndNoFurtherEpochIsTrained() throws IOException {
        run.supervisor.answersOthers(sequence -> Optional.of(
                run.supervisor.batches.size() < 6
                        ? verdict(sequence)
                        : verdict(sequence, new Command.StopTraining("enough"))));

        assertThat(run.loop.train(Optional.empty()))
                .isInstanceOfSatisfying(Situation.Finished.class, finished -> assertThat(finished.termination())
                        .isEqualTo(TestStates.STOPPED));
        assertThat(run.supervisor.batches).hasSize(6);
    }

    @Test
    void aRunThatWasCancelledInTheQueueDoesNotBegin() throws IOException {
        run.supervisor.cancellations.add(request("a", new Command.CancelRun("Ctrl-C")));

        assertThat(run.loop.train(Optional.empty()).state().termination()).isEqualTo(TestStates.CANCELLED);
        assertThat(run.supervisor.names()).containsExactly("CommandApplied");
        assertThat(run.engine.calls).isEmpty();
    }

    /** Where the trainer leaves after so many batches, the next attempt begins with this batch of this epoch. */
    @ParameterizedTest
    @CsvSource({"1, 0, 1", "2, 0, 2", "3, 1, 0", "4, 1, 1"})
    void aTrainerThatLeavesSavesWhereTheNextBatchBegins(int batches, int epoch, int batch) throws IOException {
        run.supervisor.answersAll();
        run.supervisor.afterBatches(batches, () -> run.parts.leaving = true);

        Situation last = run.loop.train(Optional.empty());
        run.attempt.savepoints.drain();

        assertThat(last).isInstanceOf(Situation.Decided.class);
        assertThat(run.supervisor.batches).hasSize(batches);
        RunSuspended suspended = run.supervisor.events(RunSuspended.class).get(0);
        assertThat(suspended.epoch()).isEqualTo(epoch);
        assertThat(suspended.batch()).isEqualTo(batch);
        assertThat(newest().saved().state()).isEqualTo(last.state());
        assertThat(newest().saved().sequence()).isEqualTo(suspended.sequence());
        assertThat(newest().saved().point()).isEqualTo(ResumePoint.BETWEEN_BATCHES);
    }

    @Test
    void aSupersededTrainerThatLeavesSavesAndReportsNothing() throws IOException {
        run.supervisor.answersAll();
        run.attempt.claim();
        assertThatThrownBy(run.attempt.store.fence()::require).isInstanceOf(SupersededException.class);
        run.supervisor.afterBatches(2, () -> run.parts.leaving = true);
        run.loop.train(Optional.empty());

        assertThat(run.supervisor.events(RunSuspended.class)).isEmpty();
        assertThat(run.parts.objects.list("runs/run/checkpoints/")).isEmpty();
    }

    @Test
    void aTrialIsLeftWhereItBegan() throws IOException {
        run.supervisor.answers(verdict(0)).afterBatches(5, () -> run.parts.leaving = true);

        Situation last = run.loop.train(Optional.empty());
        run.attempt.savepoints.drain();

        assertThat(last).isInstanceOf(Situation.OnTrial.class);
        assertThat(run.supervisor.events(RunSuspended.class))
                .singleElement()
                .satisfies(suspended -> assertThat(suspended.step()).isEqualTo(3));
        assertThat(newest().saved().point()).isEqualTo(ResumePoint.EPOCH_ENDED);
        assertThat(run.engine.openSnapshots()).isZero();
    }

    @Test
    void aVoidTrialEndsTheTrainingAtOnce() throws IOException {
        run.supervisor
                .answers(verdict(0))
                .afterBatches(
                        4,
                        () -> run.supervisor.answersOthers(
                                sequence -> Optional.of(verdict(sequence, new Command.StopTraining("enough")))));

        assertThat(run.loop.train(Optional.empty())).isInstanceOf(Situation.Void.class);
        assertThat(run.supervisor.batches).hasSize(4);
    }

    @Test
    void aPausedRunTrainsNothingOnTrial() throws IOException {
        run.supervisor
                .answers(verdict(0))
                .afterBatches(3, () -> run.supervisor.requests.add(request("a", new Command.PauseTraining())));
        run.supervisor.whileWaiting(() -> {
            if (run.supervisor.names().contains("VerdictOverdue")) {
                run.supervisor.answersAll();
                run.parts.leaving = true;
            }
        });
        Situation last = run.loop.train(Optional.empty());

        assertThat(last.state().paused()).isTrue();
        assertThat(run.supervisor.batches).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "EPOCH_ENDED, 3, EpochEnded, VerdictApplied, begin 1",
        "BATCH_REACHED, 2, BatchReached, VerdictApplied, begin 0",
        "BETWEEN_BATCHES, 2, EpochEnded, VerdictApplied, begin 0"
    })
    void aResumedRunReportsThatAsksAgainAndTrainsTheNextBatch(
            ResumePoint point, int batches, String second, String third, String firstCall) throws IOException {
        RunState state = TestStates.at(0, batches).withLearningRate(0.5f);
        ResumedCheckpoint from = run.saved(state, point);
        run.supervisor.answersAll().afterBatches(1, () -> run.parts.leaving = true);
        run.loop.train(Optional.of(from));

        assertThat(run.supervisor.events(RunResumed.class)).hasSize(1);
        assertThat(run.supervisor.namesInOrder()).startsWith("RunResumed", second, third);
        assertThat(run.engine.calls.get(0)).isEqualTo(firstCall);
        assertThat(run.engine.ratesUsed).containsExactly(0.5f);
    }

    @Test
    void commandsThatCameBetweenAreAnsweredBeforeTheNextBatch() throws IOException {
        ResumedCheckpoint from = run.saved(TestStates.at(0, 2), ResumePoint.BETWEEN_BATCHES);
        run.supervisor.requests.add(request("a", new Command.CancelRun("Ctrl-C")));

        assertThat(run.loop.train(Optional.of(from)).state().termination()).isEqualTo(TestStates.CANCELLED);
        assertThat(run.engine.calls).isEmpty();
    }

    /** The verdict on an epoch's last batch was asked for again; the epoch is still to be validated. */
    @Test
    void resumedBehindAnEpochsLastBatchItEndsTheEpoch() throws IOException {
        ResumedCheckpoint from = run.saved(TestStates.at(0, 3), ResumePoint.BATCH_REACHED);
        run.supervisor.answersAll().afterBatches(1, () -> run.parts.leaving = true);
        run.loop.train(Optional.of(from));

        assertThat(run.supervisor.namesInOrder())
                .startsWith("RunResumed", "BatchReached", "VerdictApplied", "EpochEnded", "VerdictApplied");
        assertThat(run.engine.calls.subList(0, 2)).containsExactly("evaluate VALIDATION TRAINED", "begin 1");
    }

    @Test
    void eachStateThatIsReachedIsTold() throws IOException {
        run.supervisor.answersAll();
        Situation last = run.loop.train(Optional.empty());

        // The beginning; and of each epoch what is asked about, and what came of it.
        assertThat(run.reached).extracting(RunState::step).containsExactly(0L, 3L, 3L, 6L, 6L, 9L, 9L, 12L, 12L);
        assertThat(run.reached.get(8).metrics()).isEqualTo(last.state().metrics());
    }

    @Test
    void aQuestionInAnEpochDoesNotBeginItAgain() throws IOException {
        run.supervisor.answersAll().answers(verdict(0, new Ask(2L, false)));
        run.supervisor.afterBatches(3, () -> run.parts.leaving = true);
        run.loop.train(Optional.empty());

        assertThat(run.engine.calls).startsWith("begin 0", "train 0", "train 1", "train 2");
        assertThat(run.supervisor.namesInOrder())
                .startsWith("RunStarted", "VerdictApplied", "BatchReached", "VerdictApplied");
    }

    private static List<String> epoch(int number) {
        return Stream.concat(Stream.of("begin " + number), EPOCH.stream()).toList();
    }

    private ResumedCheckpoint newest() throws IOException {
        return ResumedCheckpoint.read(
                run.attempt.checkpoints,
                run.attempt.checkpoints.newest().checkpoint().orElseThrow(),
                TestStates.REQUEST);
    }
}
