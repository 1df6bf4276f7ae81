package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityTest {
    private static final Said FIRST = new Said(1);
    private static final Said SECOND = new Said(2);
    private static final Death AFTERWARDS = new Death(Instant.EPOCH.plusSeconds(60), 1);

    @Test
    void whatWasSaidToBeSavedIsGoneOnFrom() {
        assertThat(Durability.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 2, "best"), SECOND.resumed(0, 1, 1, 2)), AFTERWARDS))
                .isEmpty();
    }

    @Test
    void whoBeginsEarlierHasLostIt() {
        assertThat(Durability.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 3, "best"), SECOND.resumed(0, 1, 1, 2)), AFTERWARDS))
                .get()
                .asString()
                .contains("began at step 2", "step 3");
        assertThat(Durability.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 3, "best"), SECOND.started(0)), AFTERWARDS))
                .isPresent();
    }

    @Test
    void whatWasSavedAfterTheDeathDoesNotCount() {
        Death before = new Death(Instant.EPOCH, 1);

        assertThat(Durability.fault(
                        List.of(FIRST.started(0), FIRST.saved(1, 3, "best"), SECOND.resumed(0, 1, 1, 2)), before))
                .isEmpty();
    }
}
