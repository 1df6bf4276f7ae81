package io.epochal.trainer.run.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UnfinishedRunsTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final UnfinishedRuns unfinished = new UnfinishedRuns(store);

    @Test
    void takesAreCountedUntilAnAttemptIsClaimed() throws IOException {
        assertThat(unfinished.taken(TestStates.REQUEST, "a", 0).takes()).isEqualTo(1);
        assertThat(unfinished.taken(TestStates.REQUEST, "a", 0).takes()).isEqualTo(2);
        assertThat(unfinished.taken(TestStates.REQUEST, "a", 1).takes()).isEqualTo(1);
    }

    @Test
    void aRunIsListedUntilItHasEnded() throws IOException {
        UnfinishedRuns.Mark mark = unfinished.taken(TestStates.REQUEST, "a", 0);
        assertThat(unfinished.all()).containsExactly(mark);

        assertThat(unfinished.isMineToPutBack(mark, 0)).isTrue();
        unfinished.remove("run");
        assertThat(unfinished.all()).isEmpty();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void oneTrainerATurnPutsItBack() throws IOException {
        UnfinishedRuns.Mark mark = unfinished.taken(TestStates.REQUEST, "a", 0);

        assertThat(unfinished.isMineToPutBack(mark, 0)).isTrue();
        assertThat(unfinished.isMineToPutBack(mark, 0)).isFalse();
        assertThat(unfinished.isMineToPutBack(mark, 1)).isTrue();
        assertThat(unfinished.isMineToPutBack(mark.renewed(), 0)).isTrue();
    }

    @Test
    void whatCannotBeReadIsSkipped() throws IOException {
        store.put("unfinished/torn", Content.of("{".getBytes(StandardCharsets.UTF_8)));
        unfinished.taken(TestStates.REQUEST, "a", 0);

        assertThat(unfinished.all()).extracting(UnfinishedRuns.Mark::ticket).containsExactly("a");
    }
}
