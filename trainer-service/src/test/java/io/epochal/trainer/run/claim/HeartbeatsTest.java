package io.epochal.trainer.run.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.trainer.run.checkpoint.UnreliableStore;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final UnreliableStore store = new UnreliableStore();
    private final UnfinishedRuns unfinished = new UnfinishedRuns(store);

    @Test
    void eachBeatIsAnotherOneOfTheSameRunAndTicket() throws IOException {
        UnfinishedRuns.Mark mark = unfinished.taken(TestStates.REQUEST, "a", 3);
        try (Heartbeats heartbeats = new Heartbeats(unfinished, mark, SHORT)) {
            UnfinishedRuns.Mark second = awaitBeatAfter(mark);
            UnfinishedRuns.Mark third = awaitBeatAfter(second);

            assertThat(third.beat()).isNotEqualTo(mark.beat());
            assertThat(third).isEqualTo(new UnfinishedRuns.Mark(TestStates.REQUEST, "a", third.beat(), 1, 3));
        }
    }

    @Test
    void theFirstBeatComesAfterAnInterval() throws IOException {
        UnfinishedRuns.Mark mark = unfinished.taken(TestStates.REQUEST, "a", 0);
        new Heartbeats(unfinished, mark, Duration.ofDays(1)).close();

        assertThat(unfinished.all()).containsExactly(mark);
    }

    @Test
    void aStoreThatIsUnavailableForAWhileEndsNoHeartbeats() throws IOException {
        UnfinishedRuns.Mark mark = unfinished.taken(TestStates.REQUEST, "a", 0);
        store.leave();
        try (Heartbeats heartbeats = new Heartbeats(unfinished, mark, SHORT)) {
            Awaitility.await().until(() -> store.refused() > 2);
            store.comeBack();

            assertThat(awaitBeatAfter(mark).ticket()).isEqualTo("a");
        }
    }

    /** Else the mark of a run that has ended would be there again. */
    @Test
    void onceTheyAreClosedNothingMoreIsWritten() throws IOException {
        UnfinishedRuns.Mark mark = unfinished.taken(TestStates.REQUEST, "a", 0);
        Heartbeats heartbeats = new Heartbeats(unfinished, mark, SHORT);
        awaitBeatAfter(mark);
        heartbeats.close();
        unfinished.remove("run");

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("heartbeats");
        assertThat(unfinished.all()).isEmpty();
    }

    private UnfinishedRuns.Mark awaitBeatAfter(UnfinishedRuns.Mark mark) throws IOException {
        Awaitility.await()
                .pollInterval(SHORT)
                .untilAsserted(() -> assertThat(unfinished.all().get(0).beat()).isNotEqualTo(mark.beat()));
        return unfinished.all().get(0);
    }
}
