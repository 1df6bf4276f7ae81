package io.epochal.trainer.run.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PendingEventsTest {
    private final List<Integer> published = new ArrayList<>();

    @Test
    void publishesAllInOrderAndNoMoreThanCanBeHeld() {
        PendingEvents pending = new PendingEvents();
        for (int i = 0; i < PendingEvents.MOST + 10; i++) {
            int one = i;
            pending.add(() -> published.add(one));
        }
        assertThat(published).isEmpty();
        pending.publish();

        assertThat(published)
                .isEqualTo(IntStream.range(0, PendingEvents.MOST).boxed().toList());
    }
}
