package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogTest {
    @TempDir
    private Path folder;

    private final UnreliableStore objects = new UnreliableStore();
    private final List<TestAttempt> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(TestAttempt::close);
    }

    @Test
    void earlierStatesAreMarkedAsReplaced() {
        Backlog backlog = attempt(Duration.ofMinutes(1)).backlog;
        Recorded first = new Recorded("first");
        Recorded second = new Recorded("second");
        backlog.retain(Set.of(4));
        backlog.add(first);
        backlog.add(second);

        assertThat(first.replacedWith).containsExactly(Set.of(4));
        assertThat(second.replacedWith).isEmpty();
        assertThat(backlog.age()).isLessThan(60);
    }

    @Test
    void aStateThatIsStoredIsForgotten() {
        Backlog backlog = attempt(Duration.ofMinutes(1)).backlog;
        Recorded first = new Recorded("first");
        backlog.add(first);
        first.unstored = false;
        backlog.add(new Recorded("second"));
        backlog.add(new Recorded("third"));

        assertThat(first.replacedWith).isEmpty();
    }

    @Test
    void whatTheStoreDoesNotTakeInTimeIsKeptOnThisMachine() {
        objects.slowDown();
        TestAttempt attempt = attempt(Duration.ZERO);
        attempt.uploads.later("a checkpoint", () -> objects.put("runs/x", Content.of(new byte[0])));
        attempt.backlog.add(new Recorded("first"));

        assertThatThrownBy(attempt.backlog::awaitStored)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has not taken everything within 0 s; kept in " + folder)
                .hasMessageEndingWith("on this machine: first");
    }

    @Test
    void whereTheNewestWasRejectedTheRunCannotEnd() throws IOException {
        TestAttempt attempt = attempt(Duration.ofMinutes(1));
        Recorded newest = new Recorded("newest");
        attempt.backlog.add(newest);

        assertThatThrownBy(attempt.backlog::requireNewestStored).hasMessageEndingWith("on this machine: newest");
        newest.unstored = false;
        attempt.backlog.requireNewestStored();
    }

    /** The store can be so slow that it rejects a state only after the last one was added. */
    @Test
    void aStateThatWasRejectedLateIsDiscardedAtTheEnd() throws IOException {
        TestAttempt attempt = attempt(Duration.ofMinutes(1));
        Recorded late = new Recorded("late");
        Recorded newest = new Recorded("newest");
        attempt.backlog.add(late);
        attempt.backlog.add(newest);
        late.rejected = true;
        newest.unstored = false;

        attempt.backlog.requireNewestStored();

        assertThat(late.discarded).isTrue();
    }

    private TestAttempt attempt(Duration limit) {
        TestAttempt attempt = new TestAttempt(objects, new LastResort(limit, folder));
        opened.add(attempt);
        return attempt;
    }

    private static final class Recorded implements Backlog.Entry {
        private final String key;
        private final List<Set<Integer>> replacedWith = new ArrayList<>();
        private boolean unstored = true;
        private boolean rejected;
        private boolean discarded;

        Recorded(String key) {
            this.key = key;
        }

        @Override
        public int epoch() {
            return 0;
        }

        @Override
        public boolean unstored() {
            return unstored;
        }

        @Override
        public void replaced(Set<Integer> retain) {
            replacedWith.add(retain);
        }

        @Override
        public void discardIfRejected() {
            discarded |= rejected;
        }

        @Override
        public String saveIn(ObjectStore other) {
            return key;
        }
    }
}
