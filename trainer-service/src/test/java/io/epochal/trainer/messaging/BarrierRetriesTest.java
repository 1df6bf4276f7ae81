package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierRetriesTest {
    private final BarrierRetries repeats = new BarrierRetries(Duration.ZERO, Duration.ZERO);
    private final TrainingEvent question = new RunStarted(
            "run",
            1,
            3,
            Instant.EPOCH,
            RunQueueTest.SPEC,
            List.of(28, 28, 1),
            List.of(List.of(28, 28, 1)),
            1,
            1,
            "cpu",
            List.of(),
            null,
            null);

    @Test
    void theSameQuestionIsAskedAgainOnceTheBrokerHasTakenWhatWasSaid() {
        repeats.reported(question);
        assertThat(repeats.due(3)).isEmpty();
        repeats.arrived();
        assertThat(repeats.due(3)).containsSame(question);
        // That one is under way now.
        assertThat(repeats.due(3)).isEmpty();
        repeats.arrived();
        assertThat(repeats.due(3)).containsSame(question);
    }

    @Test
    void nothingElseIsAskedAgain() {
        repeats.reported(new RunSuspended("run", 1, 2, Instant.EPOCH, 0, 0, 1));
        repeats.arrived();
        assertThat(repeats.due(2)).isEmpty();
        repeats.reported(question);
        repeats.arrived();
        assertThat(repeats.due(2)).isEmpty();
    }

    @Test
    void aVerdictIsGivenTime() {
        BarrierRetries patient = new BarrierRetries();
        patient.reported(question);
        patient.arrived();

        assertThat(patient.due(3)).isEmpty();
    }
}
