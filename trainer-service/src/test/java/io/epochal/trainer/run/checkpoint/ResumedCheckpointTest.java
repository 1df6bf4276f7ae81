package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumedCheckpointTest {
    private static final RunState STATE = TestStates.at(1, 3).terminated(TestStates.CANCELLED);

    private final TestAttempt attempt = new TestAttempt(new InMemoryObjectStore());

    @AfterEach
    void close() {
        attempt.close();
    }

    @Test
    void hasAllThatIsTrueOfTheRunWhereItWasSaved() throws IOException {
        ResumedCheckpoint resumed = saved(TestStates.REQUEST);

        assertThat(resumed.saved())
                .isEqualTo(new SavedState(
                        TestStates.SPEC, 1, 7, ResumePoint.EPOCH_ENDED, 1.5, STATE, attempt.engine.facts()));
    }

    @Test
    void anEndThatTheRequestRevokesIsNotPartOfIt() throws IOException {
        RunRequested.TakenBack end = new RunRequested.TakenBack(1, List.of("c-1"));
        ResumedCheckpoint resumed = saved(new RunRequested("run", Instant.EPOCH, TestStates.SPEC, null, end));

        assertThat(resumed.saved().state().termination()).isNull();
        assertThat(resumed.saved().state().answered()).containsExactly("c-1");
    }

    /** An engine whose optimizer keeps no average leaves that part, whether or not the checkpoint has it. */
    @ParameterizedTest
    @CsvSource({"true, true, -5", "true, false, ''", "false, false, ''"})
    void everyTensorThatTheEngineHasIsRestored(boolean savedAverages, boolean averages, String restored)
            throws IOException {
        attempt.engine.averages = savedAverages;
        attempt.engine.weights = "5";
        ResumedCheckpoint resumed = saved(TestStates.REQUEST);
        FakeEngine engine = new FakeEngine();
        engine.averages = averages;

        resumed.restore(attempt.checkpoints, engine);

        assertThat(engine.weights).isEqualTo("5");
        assertThat(engine.restoredOptimizer).isEqualTo("5");
        assertThat(engine.restoredAverages).isEqualTo(restored);
    }

    private ResumedCheckpoint saved(RunRequested request) throws IOException {
        attempt.savepoints.at(STATE, ResumePoint.EPOCH_ENDED, 7, 1.5).save();
        attempt.savepoints.drain();
        return ResumedCheckpoint.read(
                attempt.checkpoints, attempt.checkpoints.newest().checkpoint().orElseThrow(), request);
    }
}
