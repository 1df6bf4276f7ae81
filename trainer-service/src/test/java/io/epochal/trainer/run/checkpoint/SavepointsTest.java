package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavepointsTest {
    private final UnreliableStore objects = new UnreliableStore();
    private final TestAttempt attempt = new TestAttempt(objects);
    private final Savepoints savepoints = attempt.savepoints;

    @AfterEach
    void close() {
        objects.speedUp();
        attempt.close();
    }

    @Test
    void aSavepointIsOfThisAttemptItsSpecAndItsEngine() throws IOException {
        savepoints.at(TestStates.at(1, 3), ResumePoint.EPOCH_ENDED, 7, 1.5).save();
        savepoints.drain();

        assertThat(newest().saved())
                .isEqualTo(new SavedState(
                        TestStates.SPEC,
                        1,
                        7,
                        ResumePoint.EPOCH_ENDED,
                        1.5,
                        TestStates.at(1, 3),
                        attempt.engine.facts()));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "3600, false"})
    void aStateIsDueSoManySecondsAfterTheLastOne(double seconds, boolean due) {
        assertThat(savepoints.due(seconds)).isEqualTo(due);
    }

    /** Three states wait for a slow store. The second is skipped for the third unless a callback may restore its epoch. */
    @ParameterizedTest
    @CsvSource({"false, 2", "true, 3"})
    void aWaitingStateIsKeptWhereTheRunsStateSaysThatItsEpochIsNeeded(boolean needed, int stored) throws IOException {
        objects.slowDown();
        save(TestStates.at(0, 3));
        objects.awaitWrite();
        save(TestStates.at(1, 3));
        RunState third = TestStates.at(2, 3);
        save(needed ? third.with(third.directives().with(Set.of(1), Ask.AT_EPOCH_END)) : third);
        objects.speedUp();
        savepoints.drain();

        assertThat(attempt.supervisor.events(CheckpointSaved.class)).hasSize(stored);
    }

    @Test
    void waitingForSummariesIsNoWaitForTheStore() throws IOException {
        objects.slowDown();
        attempt.engine.slowSummaries = true;
        Savepoint savepoint = savepoints.at(TestStates.at(0, 3), ResumePoint.EPOCH_ENDED, 0, 1);
        savepoint.save();
        savepoint.summarize(new Command.SummarizeWeights());
        savepoint.finish(Set.of());

        savepoints.awaitSummaries();
        assertThat(attempt.supervisor.names()).containsExactly("WeightsSummarized");

        objects.speedUp();
        savepoints.drain();
        assertThat(attempt.supervisor.names()).containsExactly("WeightsSummarized", "CheckpointSaved");
    }

    @Test
    void weightsAreRestoredOnceTheirCheckpointIsStored() throws IOException {
        objects.slowDown();
        attempt.engine.weights = "3";
        save(TestStates.at(0, 3));
        attempt.engine.weights = "6";
        // The store goes on when the log has what is before the checkpoint, which is what a restore waits for first.
        attempt.supervisor.untilPublished(objects::speedUp);

        savepoints.restore(new Command.RestoreWeights(0));

        assertThat(attempt.engine.weights).isEqualTo("3");
    }

    @Test
    void weightsThatAreStoredAreRestoredWhileTheStoreTakesALaterState() throws IOException {
        attempt.engine.weights = "3";
        save(TestStates.at(0, 3));
        savepoints.drain();
        objects.slowDown();
        attempt.engine.weights = "6";
        save(TestStates.at(1, 3));

        savepoints.restore(new Command.RestoreWeights(0));

        assertThat(attempt.engine.weights).isEqualTo("3");
        objects.speedUp();
    }

    @Test
    void whatTheStoreRejectsAtTheEndIsAnErrorOfTheRun() throws IOException {
        objects.reject(key -> key.contains("/checkpoints/"));
        save(TestStates.at(0, 3));

        assertThatThrownBy(savepoints::drain)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the object store refuses the last checkpoint");
    }

    private void save(RunState state) {
        Savepoint savepoint = savepoints.at(state, ResumePoint.EPOCH_ENDED, 0, 1);
        savepoint.save();
        savepoint.finish(state.directives().retain());
    }

    private ResumedCheckpoint newest() throws IOException {
        return ResumedCheckpoint.read(
                attempt.checkpoints, attempt.checkpoints.newest().checkpoint().orElseThrow(), TestStates.REQUEST);
    }
}
