package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FinalModelTest {
    private final TestAttempt attempt = new TestAttempt(new InMemoryObjectStore());
    private final FinalModel model = new FinalModel(TestStates.SPEC, 1, attempt.store);

    @AfterEach
    void close() {
        attempt.close();
    }

    @Test
    void hasTheWeightsOfTheLastCheckpoint() throws IOException {
        saveEpochs();
        model.name(TestStates.at(1, 3));

        assertThat(attempt.text("final")).isEqualTo("1");
        assertThat(model.key()).isEqualTo("runs/run/checkpoints/00001-000000006-e-1");
    }

    @Test
    void hasTheWeightsThatWereRestored() throws IOException {
        saveEpochs();
        model.name(TestStates.at(1, 3).withRestored(new Command.RestoreWeights(0)));

        assertThat(attempt.text("final")).isEqualTo("0");
        assertThat(model.key()).isEqualTo("runs/run/checkpoints/00000-000000003-e-1");
    }

    @Test
    void aRunWithoutACheckpointHasNone() throws IOException {
        model.name(TestStates.START);

        assertThat(model.key()).isNull();
        assertThat(attempt.checkpoints.names()).isEmpty();
    }

    @Test
    void aSupersededAttemptNamesNothing() throws IOException {
        saveEpochs();
        attempt.claim();

        assertThatThrownBy(() -> model.name(TestStates.at(1, 3))).isInstanceOf(SupersededException.class);
        assertThat(model.key()).isNull();
    }

    private void saveEpochs() throws IOException {
        for (int epoch = 0; epoch < 2; epoch++) {
            attempt.engine.weights = Integer.toString(epoch);
            RunState state = TestStates.at(epoch, 3);
            Savepoint savepoint = attempt.savepoints.at(state, ResumePoint.EPOCH_ENDED, epoch, 1);
            savepoint.save();
            savepoint.finish(Set.of(0, 1));
            attempt.savepoints.drain();
        }
    }
}
