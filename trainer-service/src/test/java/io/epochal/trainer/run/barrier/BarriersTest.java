package io.epochal.trainer.run.barrier;

import static io.epochal.trainer.run.port.FakeSupervisor.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarriersTest {
    private static final RunState STATE = TestStates.at(1, 3);

    private final TestBarriers parts = new TestBarriers();
    private final Barriers barriers = new Barriers(parts.attempt.savepoints, parts.reports, parts.verdicts(false));

    @AfterEach
    void close() {
        parts.close();
    }

    @Test
    void theBeginOfARunIsAskedAboutAndNothingIsStored() throws IOException {
        parts.supervisor.answers(verdict(0));
        barriers.atStart(TestStates.START, null);
        parts.attempt.savepoints.drain();

        assertThat(parts.supervisor.names()).containsExactly("RunStarted", "VerdictApplied");
        assertThat(parts.objects.list("runs/run/checkpoints/")).isEmpty();
    }

    @Test
    void aBatchIsStoredOnlyIfTheVerdictAsksForIt() throws IOException {
        parts.supervisor.answers(verdict(0));
        barriers.atBatch(STATE);
        parts.attempt.savepoints.drain();
        assertThat(parts.objects.list("runs/run/checkpoints/")).isEmpty();
        assertThat(parts.supervisor.events(BatchReached.class).get(0).batch()).isEqualTo(2);

        parts.supervisor.answers(verdict(2, new Command.SaveCheckpoint("mid")));
        barriers.atBatch(STATE);
        parts.attempt.savepoints.drain();
        assertThat(parts.attempt.checkpoints.newest().checkpoint().orElseThrow().key())
                .endsWith("/00001-000000006-b-1");
    }

    @Test
    void anEpochsEndIsAlwaysStored() throws IOException {
        parts.supervisor.answers(verdict(0));
        barriers.atEpochEnd(STATE, 1.5);
        parts.attempt.savepoints.drain();

        assertThat(parts.supervisor.events(EpochEnded.class))
                .singleElement()
                .satisfies(ended -> assertThat(ended.seconds()).isEqualTo(1.5));
        assertThat(parts.attempt.checkpoints.newest().checkpoint().orElseThrow().key())
                .endsWith("/00001-000000006-e-1");
    }

    @ParameterizedTest
    @CsvSource({"EPOCH_ENDED, EpochEnded", "BATCH_REACHED, BatchReached"})
    void aResumedRunAsksTheSameAgain(ResumePoint point, String event) throws IOException {
        ResumedCheckpoint resumed = saved(STATE, point);
        int before = parts.supervisor.events.size();
        parts.supervisor.answers(verdict(before, new Command.SetLearningRate(0.5)));

        Situation now = barriers.again(resumed);

        assertThat(parts.supervisor.names().get(before)).isEqualTo(event);
        assertThat(now.state().learningRate()).isEqualTo(0.5f);
        assertThat(now.state().position()).isEqualTo(STATE.position());
    }

    @Test
    void betweenTwoBatchesNothingIsAskedAgain() throws IOException {
        RunState stopped = STATE.terminated(TestStates.STOPPED);
        ResumedCheckpoint resumed = saved(stopped, ResumePoint.BETWEEN_BATCHES);
        int before = parts.supervisor.events.size();

        assertThat(barriers.again(resumed)).isEqualTo(new Situation.Finished(stopped));
        assertThat(parts.supervisor.events).hasSize(before);
    }

    private ResumedCheckpoint saved(RunState state, ResumePoint point) throws IOException {
        var savepoint = parts.attempt.savepoints.at(state, point, 0, 1);
        savepoint.save();
        savepoint.finish(state.directives().retain());
        parts.attempt.savepoints.drain();
        return ResumedCheckpoint.read(
                parts.attempt.checkpoints,
                parts.attempt.checkpoints.newest().checkpoint().orElseThrow(),
                TestStates.REQUEST);
    }
}
