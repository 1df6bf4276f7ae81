package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityCheckTest {
    private static final AttemptEvents FIRST = new AttemptEvents(1);
    private static final AttemptEvents SECOND = new AttemptEvents(2);
    private static final TrainerDeath AFTERWARDS = new TrainerDeath(Instant.EPOCH.plusSeconds(60), 1);

    @Test
    void aRunResumesFromTheLastReportedCheckpoint() {
        assertThat(DurabilityCheck.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 2, "best"), SECOND.resumed(0, 1, 1, 2)), AFTERWARDS))
                .isEmpty();
    }

    @Test
    void anAttemptThatStartsEarlierHasLostACheckpoint() {
        assertThat(DurabilityCheck.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 3, "best"), SECOND.resumed(0, 1, 1, 2)), AFTERWARDS))
                .get()
                .asString()
                .contains("started at step 2", "step 3");
        assertThat(DurabilityCheck.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 3, "best"), SECOND.started(0)), AFTERWARDS))
                .isPresent();
    }

    @Test
    void whatAProgramKeepsItselfCountsToo() {
        assertThat(DurabilityCheck.fault(
                        List.of(FIRST.attached(0), FIRST.kept(1, 2, "best"), SECOND.reattached(0, 1, 1, 2)),
                        AFTERWARDS))
                .isEmpty();
        assertThat(DurabilityCheck.fault(
                        List.of(FIRST.attached(0), FIRST.kept(1, 3, "best"), SECOND.reattached(0, 1, 1, 2)),
                        AFTERWARDS))
                .get()
                .asString()
                .contains("started at step 2", "step 3");
        assertThat(DurabilityCheck.fault(
                        List.of(FIRST.attached(0), FIRST.kept(1, 3, "best"), SECOND.attached(0)), AFTERWARDS))
                .isPresent();
    }

    @Test
    void aCheckpointThatWasSavedAfterTheDeathDoesNotCount() {
        TrainerDeath before = new TrainerDeath(Instant.EPOCH, 1);

        assertThat(DurabilityCheck.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 3, "best"), SECOND.resumed(0, 1, 1, 2)), before))
                .isEmpty();
    }
}
