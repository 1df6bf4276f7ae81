package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SavepointTest {
    private static final RunState STATE = TestStates.at(0, 3);

    private final UnreliableStore objects = new UnreliableStore();
    private final TestAttempt attempt = new TestAttempt(objects);

    @AfterEach
    void close() {
        attempt.close();
    }

    @Test
    void storesTheTensorsOfItsOwnPointThoughTheEngineTrainsOn() throws IOException {
        Savepoint savepoint = epochEnd(STATE);
        savepoint.save();
        attempt.engine.weights = "99";
        savepoint.save(new Command.SaveCheckpoint("best"));
        savepoint.finish(Set.of());
        attempt.savepoints.drain();

        assertThat(attempt.text("best")).isEqualTo("0");
        assertThat(attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void isReportedOnceWithAllItsNames() throws IOException {
        Savepoint savepoint = epochEnd(STATE);
        savepoint.save(new Command.SaveCheckpoint("best"));
        savepoint.save(new Command.SaveCheckpoint("last"));
        savepoint.save();
        savepoint.finish(Set.of());
        attempt.savepoints.drain();

        assertThat(attempt.supervisor.events(CheckpointSaved.class))
                .singleElement()
                .satisfies(saved -> {
                    assertThat(saved.names()).containsExactly("best", "last");
                    assertThat(saved.key()).isEqualTo("runs/run/checkpoints/00000-000000003-e-1");
                });
    }

    @Test
    void storesAndCopiesNothingUnlessRequested() throws IOException {
        epochEnd(STATE).finish(Set.of());
        attempt.savepoints.drain();

        assertThat(objects.list("runs/run/checkpoints/")).isEmpty();
        assertThat(attempt.supervisor.events).isEmpty();
    }

    @Test
    void weightsAloneAreStoredAsAModelAndReported() throws IOException {
        Savepoint savepoint = epochEnd(STATE);
        savepoint.save(new Command.SaveCheckpoint("best", ModelWeights.TRAINED, true));
        savepoint.finish(Set.of());
        attempt.savepoints.drain();

        assertThat(objects.list("runs/run/checkpoints/")).isEmpty();
        assertThat(attempt.supervisor.events(CheckpointSaved.class))
                .extracting(CheckpointSaved::names)
                .containsExactly(List.of("best"));
    }

    @Test
    void beforeTheFirstEpochNoStateIsStored() throws IOException {
        Savepoint savepoint = attempt.savepoints.at(TestStates.START, ResumePoint.BATCH_REACHED, 0, 0);
        savepoint.hold();
        savepoint.save(new Command.SaveCheckpoint("early"));
        savepoint.release();
        attempt.savepoints.drain();

        assertThat(objects.list("runs/run/checkpoints/")).isEmpty();
        assertThat(attempt.failures.summary()).isEqualTo("; not saved: early: nothing has been trained yet");
        assertThat(attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void anInvalidNameIsNotedAndTheOthersAreSaved() throws IOException {
        Savepoint savepoint = epochEnd(STATE);
        savepoint.save(new Command.SaveCheckpoint("../x"));
        savepoint.save(new Command.SaveCheckpoint("best"));
        savepoint.finish(Set.of());
        attempt.savepoints.drain();

        assertThat(attempt.checkpoints.names()).containsExactly("best");
        assertThat(attempt.failures.takeInvalidNames()).hasSize(1);
    }

    @Test
    void theCopyOfAHeldSavepointStaysOpenUntilItIsReleased() throws IOException {
        Savepoint savepoint = epochEnd(STATE);
        savepoint.hold();
        attempt.savepoints.drain();
        assertThat(attempt.engine.openSnapshots()).isEqualTo(1);

        savepoint.release();
        attempt.savepoints.drain();
        assertThat(attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void weightsAreSummarizedAsTheyWere() throws IOException {
        Savepoint savepoint = epochEnd(STATE);
        savepoint.summarize(new Command.SummarizeWeights());
        attempt.engine.weights = "99";
        savepoint.finish(Set.of());
        attempt.savepoints.drain();

        assertThat(attempt.supervisor.events(WeightsSummarized.class))
                .singleElement()
                .satisfies(summarized -> {
                    assertThat(summarized.step()).isEqualTo(3);
                    assertThat(summarized.histograms().get(0).buckets().get(0).count())
                            .isZero();
                });
        assertThat(attempt.engine.openSnapshots()).isZero();
    }

    @Test
    void theWeightsOfAnEpochsEndAreRestored() throws IOException {
        attempt.engine.weights = "3";
        Savepoint savepoint = epochEnd(STATE);
        savepoint.save();
        savepoint.finish(Set.of(0));
        attempt.engine.weights = "6";

        attempt.savepoints.restore(new Command.RestoreWeights(0));

        assertThat(attempt.engine.weights).isEqualTo("3");
        assertThatThrownBy(() -> attempt.savepoints.restore(new Command.RestoreWeights(7)))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no checkpoint of epoch 7");
    }

    @Test
    void aStateThatIsStoredAlreadyIsNamedAndNotStoredAgain() throws IOException {
        Savepoint first = epochEnd(STATE);
        first.save();
        first.finish(Set.of(0));
        attempt.savepoints.drain();
        attempt.engine.weights = "99";
        Savepoint again = attempt.savepoints.atStored(
                STATE,
                ResumePoint.EPOCH_ENDED,
                9,
                1,
                attempt.checkpoints.newest().checkpoint().orElseThrow());
        again.save(new Command.SaveCheckpoint("best"));
        again.finish(Set.of(0));
        attempt.savepoints.drain();

        assertThat(attempt.text("best")).isEqualTo("0");
    }

    @Test
    void aSupersededAttemptStoresAndDeletesNothing() throws IOException {
        attempt.claim();
        Savepoint savepoint = epochEnd(STATE);
        savepoint.save(new Command.SaveCheckpoint("best"));
        savepoint.finish(Set.of());

        assertThatThrownBy(attempt.savepoints::drain).isInstanceOf(SupersededException.class);
        assertThat(objects.list("runs/run/checkpoints/")).isEmpty();
        assertThat(attempt.store.fence().superseded()).isTrue();
    }

    private Savepoint epochEnd(RunState state) {
        return attempt.savepoints.at(state, ResumePoint.EPOCH_ENDED, 5, 1.5);
    }
}
