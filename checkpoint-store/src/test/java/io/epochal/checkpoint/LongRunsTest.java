package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of so many epochs that a number outgrows its padding, or that everything which is looked at again adds up. */
@Tag("slow")
class LongRunsTest {
    private final CountingStore store = new CountingStore();
    private final Checkpoints checkpoints = new Checkpoints(store, "run");

    @ParameterizedTest
    @ValueSource(ints = {99_998, 99_999, 100_000, 999_998, 999_999, 1_000_000})
    void theNewestIsKeptWhereTheEpochHasOneDigitMore(int epoch) throws IOException {
        for (int one = epoch; one < epoch + 4; one++) {
            save(one);
            checkpoints.retire(Set.of(), () -> {});
            assertThat(checkpoints.newest().checkpoint().orElseThrow().id().epoch())
                    .isEqualTo(one);
        }
        assertThat(checkpoints.atEpoch(epoch + 2)).isPresent();
        assertThat(checkpoints.atEpoch(epoch + 1)).isEmpty();
    }

    @Test
    void theNewestIsKeptWhereTheStepHasOneDigitMore() throws IOException {
        for (long step = 999_999_998L; step < 1_000_000_003L; step++) {
            checkpoints.save(new CheckpointId(5, 1, step, false), Map.of("w", content("w")));
            checkpoints.retire(Set.of(), () -> {});
            assertThat(checkpoints.newest().checkpoint().orElseThrow().id().step())
                    .isEqualTo(step);
        }
    }

    @Test
    void aNameGoesToTheLaterStepWhereItHasOneDigitMore() throws IOException {
        Checkpoint earlier = save(1);
        Checkpoint later = save(2);
        checkpoints.name("best", earlier, "w", 1, 999_999_999L);
        checkpoints.name("best", later, "w", 1, 1_000_000_000L);

        assertThat(checkpoints.named("best").orElseThrow().checkpoint().key()).isEqualTo(later.key());
    }

    @Test
    void aResumeAtALargeEpochKeepsWhatItResumesFromAndLeavesWhatIsBehind() throws IOException {
        Attempts attempts = new Attempts(store, "run");
        attempts.begin(attempts.claim(0, claimant()).orElseThrow(), null);
        Checkpoint from = save(99_999);
        Checkpoint late = save(100_000);
        attempts.begin(attempts.claim(1, claimant()).orElseThrow(), from.key());

        assertThat(checkpoints.newest().checkpoint().orElseThrow().key()).isEqualTo(from.key());
        assertThat(checkpoints.retire(Set.of(), () -> {})).containsExactly(late.key());
    }

    @Test
    void attemptsAreCountedByTheirNumbers() throws IOException {
        Attempts attempts = new Attempts(store, "run");
        for (int known : List.of(8, 9, 10, 99_999, 100_000)) {
            attempts.claim(known, claimant());
            assertThat(attempts.last()).isEqualTo(known + 1);
        }
    }

    /** With a name for each epoch all checkpoints stay; each was read again at each epoch. */
    @Test
    void whatAnAttemptKnowsIsNotReadAgain() throws IOException {
        Attempts attempts = new Attempts(store, "run");
        attempts.begin(attempts.claim(0, claimant()).orElseThrow(), null);
        for (int epoch = 0; epoch < 100; epoch++) {
            checkpoints.name("e" + epoch, save(epoch), "w", 1, epoch);
            checkpoints.retire(Set.of(), () -> {});
        }

        assertThat(checkpoints.names()).hasSize(100);
        assertThat(store.reads).isLessThanOrEqualTo(2);
    }

    private Checkpoint save(int epoch) throws IOException {
        return checkpoints.save(new CheckpointId(epoch, 1, 10L * (epoch + 1), true), Map.of("w", content("w" + epoch)));
    }

    private static Attempts.Claimant claimant() {
        return new Attempts.Claimant("a", "t", false);
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class CountingStore implements ObjectStore {
        private final InMemoryObjectStore store = new InMemoryObjectStore();
        private int reads;

        @Override
        public void put(String key, Content content) throws IOException {
            store.put(key, content);
        }

        @Override
        public boolean putIfAbsent(String key, Content content) throws IOException {
            return store.putIfAbsent(key, content);
        }

        @Override
        public Optional<InputStream> get(String key) {
            reads++;
            return store.get(key);
        }

        @Override
        public List<String> list(String prefix) {
            return store.list(prefix);
        }

        @Override
        public void delete(Collection<String> keys) {
            store.delete(keys);
        }
    }
}
