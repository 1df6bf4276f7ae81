package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedStateTest {
    private static final Engine.Facts FACTS =
            new Engine.Facts(4, "cpu", List.of(List.of(28, 28, 1)), Preprocessing.NONE);
    private static final RunState CANCELLED = TestStates.at(1, 2).terminated(TestStates.CANCELLED);

    @ParameterizedTest
    @CsvSource({"BETWEEN_BATCHES, false", "BATCH_REACHED, false", "EPOCH_ENDED, true"})
    void onlyAnEpochsEndIsOneInTheStore(ResumePoint point, boolean epochEnd) {
        assertThat(saved(3, point).id()).isEqualTo(new CheckpointId(1, 3, 5, epochEnd));
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, true", "4, false"})
    void anEndIsRevokedThatWasThereWhenTheUserRevokedIt(int attempt, boolean revoked) {
        SavedState saved = saved(attempt, ResumePoint.BETWEEN_BATCHES);

        SavedState resumed = saved.revoked(new RunRequested.TakenBack(3, List.of("c-1")));

        assertThat(resumed.state().termination() == null).isEqualTo(revoked);
        assertThat(resumed.state().answered()).hasSize(revoked ? 1 : 0);
    }

    @Test
    void nothingButTheEndIsRevoked() {
        SavedState saved = saved(1, ResumePoint.BETWEEN_BATCHES);

        assertThat(saved.revoked(new RunRequested.TakenBack(1, List.of())))
                .isEqualTo(new SavedState(saved.spec(), 1, 7, saved.point(), 0.5, TestStates.at(1, 2), FACTS));
    }

    private static SavedState saved(int attempt, ResumePoint point) {
        return new SavedState(TestStates.SPEC, attempt, 7, point, 0.5, CANCELLED, FACTS);
    }
}
