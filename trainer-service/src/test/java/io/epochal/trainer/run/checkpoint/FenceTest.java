package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.InMemoryObjectStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FenceTest {
    private final Attempts attempts = new Attempts(new InMemoryObjectStore(), "run");

    @Test
    void letsTheNewestAttemptWriteAndNoEarlierOne() throws IOException {
        claim(0);
        Fence fence = new Fence(attempts, 1);
        fence.require();
        assertThat(fence.superseded()).isFalse();

        claim(1);
        assertThat(fence.superseded()).isFalse();
        assertThatThrownBy(fence::require)
                .isInstanceOf(SupersededException.class)
                .hasMessage("attempt 1 is superseded: another trainer has claimed the run");
        assertThat(fence.superseded()).isTrue();
        new Fence(attempts, 2).require();
    }

    private void claim(int known) throws IOException {
        assertThat(attempts.claim(known, new Attempts.Claimant("test", "ticket", false)))
                .isPresent();
    }
}
