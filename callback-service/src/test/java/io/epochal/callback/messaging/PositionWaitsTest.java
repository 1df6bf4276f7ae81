package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who waits until a reader has come so far. */
class PositionWaitsTest {
    private final PositionWaits waits = new PositionWaits();

    @Test
    void aWaitEndsWhenItsRecordHasBeenReadInItsPartition() {
        var third = waits.after(0, 2).toCompletableFuture();

        waits.reach(1, 10);
        waits.reach(0, 2);
        assertThat(third).isNotDone();

        waits.reach(0, 3);
        assertThat(third).isCompleted();
    }

    @Test
    void whatHasBeenReadIsNotWaitedFor() {
        waits.reach(0, 3);

        assertThat(waits.after(0, 2).toCompletableFuture()).isCompleted();
        assertThat(waits.after(0, -1).toCompletableFuture()).isCompleted();
        assertThat(waits.after(0, 3).toCompletableFuture()).isNotDone();
    }
}
