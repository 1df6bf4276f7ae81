package io.epochal.trainer.run.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.Replacement;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingParams;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The run is behind the second of three batches of its second epoch: at step 5. */
class ReportsTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final RunState STATE = carrying(TestStates.at(1, 2)).withLearningRate(0.5f);
    private static final TrainingParams PARAMS = TrainingParams.of(TestStates.SPEC);

    private final TestBarriers barriers = new TestBarriers();
    private final FakeSupervisor supervisor = barriers.supervisor;
    private final Reports reports = barriers.reports;

    @AfterEach
    void close() {
        barriers.close();
    }

    @Test
    void theBeginSaysOnWhatAndFromWhatIsTrained() {
        RunRequested.WarmStart from = new RunRequested.WarmStart("other", "key");

        assertThat(reports.started(from)).isZero();
        List<Integer> shape = List.of(28, 28, 1);
        assertThat(supervisor.events)
                .containsExactly(new RunStarted(
                        "run",
                        1,
                        0,
                        NOW,
                        TestStates.SPEC,
                        shape,
                        List.of(shape),
                        3,
                        1,
                        "none",
                        TestStates.SPEC.callbacks(),
                        from,
                        FakeEngine.HARDWARE));
    }

    /** What the earlier attempt published from that event on is void. */
    @Test
    void aResumedAttemptNamesTheEventAtWhichItsCheckpointWasSaved() throws IOException {
        barriers.attempt.savepoints.at(STATE, ResumePoint.EPOCH_ENDED, 7, 1.5).save();
        barriers.attempt.savepoints.drain();
        ResumedCheckpoint from = ResumedCheckpoint.read(
                barriers.attempt.checkpoints,
                barriers.attempt.checkpoints.newest().checkpoint().orElseThrow(),
                TestStates.REQUEST);

        assertThat(reports.resumed(from)).isZero();
        assertThat(supervisor.events)
                .containsExactly(new RunResumed(
                        "run",
                        1,
                        0,
                        NOW,
                        TestStates.SPEC,
                        1,
                        2,
                        5,
                        1,
                        7,
                        "runs/run/checkpoints/00001-000000005-e-1",
                        3,
                        1,
                        "none",
                        FakeEngine.HARDWARE));
    }

    /** Where a run begins again it counts batches that were trained; what was measured is of the last one, counted from 0. */
    @Test
    void betweenTwoBatchesTheNextOneCountsAndBehindABatchTheLast() {
        Replacement replacement = new Replacement("c-1", List.of(Map.of("type", "Other")));
        reports.suspended(STATE);
        reports.checkpointTaken(STATE);
        reports.batchRecorded(STATE, 0.25);
        reports.batchReached(STATE, replacement);

        assertThat(supervisor.events)
                .containsExactly(
                        new RunSuspended("run", 1, 0, NOW, 1, 2, 5),
                        new CheckpointTaken("run", 1, 1, NOW, 1, 2, 5),
                        new BatchRecorded("run", 1, 2, NOW, 1, 1, 5, STATE.metrics(), 0.25),
                        new BatchReached(
                                "run",
                                1,
                                3,
                                NOW,
                                PARAMS,
                                1,
                                1,
                                5,
                                STATE.metrics(),
                                0.5,
                                STATE.callbacks(),
                                replacement));
    }

    @Test
    void eachReturnsTheSequenceOfItsEvent() {
        assertThat(List.of(
                        reports.suspended(STATE),
                        reports.checkpointTaken(STATE),
                        reports.batchRecorded(STATE, 1),
                        reports.batchReached(STATE, null),
                        reports.epochEnded(STATE, 1)))
                .containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"0, -, false", "2, -, false", "3, -, true", "0, STOPPED_EARLY, true"})
    void anEpochIsTheLastOneByItsNumberOrByAStop(int epoch, @Nullable RunStatus status, boolean last) {
        RunState trained = carrying(TestStates.at(epoch, 3));
        RunState state = status == null ? trained : trained.terminated(new Termination(status, "enough"));
        reports.epochEnded(state, 1.5);

        assertThat(supervisor.events)
                .containsExactly(new EpochEnded(
                        "run",
                        1,
                        0,
                        NOW,
                        PARAMS,
                        epoch,
                        state.step(),
                        state.metrics(),
                        state.learningRate(),
                        1.5,
                        last,
                        state.callbacks()));
    }

    private static RunState carrying(RunState state) {
        return state.carrying(FakeSupervisor.verdict(0));
    }
}
