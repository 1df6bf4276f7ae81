package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.Retention.Candidate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final Checkpoints checkpoints = new Checkpoints(store, "run");

    @Test
    void readsBackWhatWasSaved() throws IOException {
        Checkpoint saved = save(0);

        assertThat(checkpoints.atEpoch(0).orElseThrow().key()).isEqualTo(saved.key());
        assertThat(checkpoints.open(saved, "weights").readAllBytes()).asString().isEqualTo("weights 0");
        assertThat(saved.bytes()).isEqualTo("weights 0".length() + "state 0".length());
    }

    @Test
    void anEndCanBeRevoked() throws IOException {
        checkpoints.end();
        assertThat(checkpoints.over()).isTrue();

        checkpoints.reopen();

        assertThat(checkpoints.over()).isFalse();
    }

    @Test
    void whatAnotherRunHasAdoptedOutlivesThisOne() throws IOException {
        checkpoints.name("best", save(0), "weights", 1, 100);
        Checkpoints other = new Checkpoints(store, "other");

        other.adopt("start", checkpoints, checkpoints.named("best").orElseThrow(), "state");
        store.delete(store.list("runs/run/"));
        new Attempts(store, "other").claim(0, by("a", false));
        new Attempts(store, "other").begin(1, null);
        other.retire(Set.of(), () -> {});

        Checkpoints.Named start = other.named("start").orElseThrow();
        assertThat(other.open(start.checkpoint(), start.weights()).readAllBytes())
                .asString()
                .isEqualTo("weights 0");
        assertThat(other.open(start.checkpoint(), "state").readAllBytes())
                .asString()
                .isEqualTo("state 0");
        assertThat(other.newest().checkpoint()).isEmpty();
    }

    @Test
    void theManifestIsWrittenLast() throws IOException {
        save(0);
        store.delete(List.of("runs/run/checkpoints/00000-000000100-e-1/manifest.json"));

        assertThat(checkpoints.newest().checkpoint()).isEmpty();
    }

    @Test
    void neverHandsOutAPartThatHasChanged() throws IOException {
        Checkpoint saved = save(0);
        store.put(saved.key() + "/weights", content("weightz 0"));
        assertThatThrownBy(() -> checkpoints.open(saved, "weights")).hasMessageContaining("SHA-256");

        store.put(saved.key() + "/weights", content("weights"));
        assertThatThrownBy(() -> checkpoints.open(saved, "weights")).hasMessageContaining("7 bytes");

        store.delete(List.of(saved.key() + "/weights"));
        assertThatThrownBy(() -> checkpoints.open(saved, "weights")).hasMessageContaining("gone");
    }

    @Test
    void fallsBackToTheOneBeforeAndSaysWhy() throws IOException {
        Checkpoint before = save(0);
        Checkpoint torn = save(1);
        store.put(torn.key() + "/weights", content("wei"));

        Checkpoints.Newest newest = checkpoints.newest();

        assertThat(newest.checkpoint().orElseThrow().key()).isEqualTo(before.key());
        assertThat(newest.skipped()).singleElement().asString().contains(torn.key());
    }

    /** Who may write to the store must not write to the log of a trainer. */
    @Test
    void saysWhyInOneLineWhateverAManifestHas() throws IOException {
        Checkpoint torn = save(0);
        store.put(torn.key() + "/manifest.json", content("{\"epoch\": 0, \"parts\": {}, \"\\u001b]0;\\n\": 1}"));
        Checkpoint hostile = save(1);
        store.put(
                hostile.key() + "/manifest.json",
                content("{\"epoch\":1,\"attempt\":1,\"step\":1,\"epoch_end\":true,\"parts\":"
                        + "{\"\\u001b]0;\\n\":{\"size\":1,\"sha256\":\"x\"}}}"));

        Checkpoints.Newest newest = new Checkpoints(store, "run").newest();

        assertThat(newest.checkpoint()).isEmpty();
        assertThat(newest.skipped())
                .hasSize(2)
                .allSatisfy(why -> assertThat(why).contains("u001b]0;").matches("\\P{Cc}{1,1000}"));
    }

    @Test
    void aNameGoesToTheLastThatWasGivenIt() throws IOException {
        checkpoints.name("best", save(0), "weights", 1, 100);
        Checkpoint second = save(1);
        checkpoints.name("best", second, "averaged", 1, 200);

        Checkpoints.Named best = checkpoints.named("best").orElseThrow();
        assertThat(best.checkpoint().key()).isEqualTo(second.key());
        assertThat(best.weights()).isEqualTo("averaged");
        assertThat(checkpoints.names()).containsExactly("best");
        assertThat(checkpoints.named("other")).isEmpty();
    }

    /** As a trainer that is stopped between its last look at the claims and this, and wakes up in the days of its successor. */
    @Test
    void aSupersededAttemptTakesNoNameFromAnotherOne() throws IOException {
        begin(0, null);
        Checkpoint first = save(0);
        begin(1, first.key());
        Checkpoint second = checkpoints.save(new CheckpointId(1, 2, 200, true), Map.of("weights", content("2")));
        checkpoints.name("best", second, "weights", 2, 200);

        checkpoints.name("best", first, "weights", 1, 100);
        checkpoints.name("best", save(2), "weights", 1, 300);

        assertThat(checkpoints.named("best").orElseThrow().checkpoint().key()).isEqualTo(second.key());
        checkpoints.retire(Set.of(), () -> {});
        assertThat(store.list("runs/run/names/")).containsExactly("runs/run/names/best/00002-000000200");
    }

    @Test
    void aNameThatWasGivenBehindThePointOfAResumeDoesNotCount() throws IOException {
        begin(0, null);
        Checkpoint first = save(0);
        checkpoints.name("best", first, "weights", 1, 100);
        checkpoints.name("best", save(1), "weights", 1, 200);
        checkpoints.name("other", save(1), "weights", 1, 200);
        begin(1, first.key());

        assertThat(checkpoints.named("best").orElseThrow().checkpoint().key()).isEqualTo(first.key());
        assertThat(checkpoints.named("other")).isPresent();
        checkpoints.name("other", first, "weights", 2, 150);
        assertThat(checkpoints.named("other").orElseThrow().checkpoint().key()).isEqualTo(first.key());
    }

    @Test
    void aModelOfThePointThatTheRunResumesFromIsPartOfTheRun() throws IOException {
        begin(0, null);
        Checkpoint first = save(0);
        Checkpoint model =
                checkpoints.saveModel(new CheckpointId(0, 1, 100, true), "trained", Map.of("w", content("1")));
        checkpoints.name("best", first, "weights", 1, 50);
        checkpoints.name("best", model, "w", 1, 100);
        begin(1, first.key());

        assertThat(checkpoints.named("best").orElseThrow().checkpoint().key()).isEqualTo(model.key());
    }

    @Test
    void retiresWhatIsNoLongerNeeded() throws IOException {
        Checkpoint named = save(0);
        checkpoints.name("best", named, "weights", 1, 100);
        save(1);
        save(2);
        save(3);
        save(4);

        assertThat(checkpoints.retire(Set.of(2), () -> {})).containsExactly("runs/run/checkpoints/00001-000000200-e-1");
        assertThat(store.list("runs/run/checkpoints/00001")).isEmpty();
        assertThat(checkpoints.atEpoch(2)).isPresent();
        assertThat(checkpoints.named("best")).isPresent();
    }

    /** As a trainer that is stopped between its last look at the claims and this, and wakes up in the days of its successor. */
    @Test
    void whoHasBeenGivenUpDeletesNothingThatItsSuccessorNeeds() throws IOException {
        save(0);
        save(1);
        save(2);
        save(3);

        assertThatThrownBy(() -> checkpoints.retire(Set.of(), () -> {
                    throw new IOException("given up");
                }))
                .hasMessage("given up");
        assertThat(checkpoints.atEpoch(0)).isPresent();
    }

    @Test
    void aModelLivesAsLongAsItsNameAndIsNeverResumedFrom() throws IOException {
        Checkpoint first =
                checkpoints.saveModel(new CheckpointId(0, 1, 100, true), "trained", Map.of("w", content("1")));
        checkpoints.name("best", first, "w", 1, 100);
        checkpoints.retire(Set.of(), () -> {});
        assertThat(checkpoints.named("best")).isPresent();
        assertThat(checkpoints.newest().checkpoint()).isEmpty();

        checkpoints.name(
                "best",
                checkpoints.saveModel(new CheckpointId(1, 1, 200, true), "trained", Map.of("w", content("2"))),
                "w",
                1,
                200);
        assertThat(checkpoints.retire(Set.of(), () -> {})).containsExactly(first.key());
    }

    @Test
    void keepsTheNewestTwoTheNamedAndTheRetained() {
        List<Candidate> all = List.of(
                new Candidate("a", 0, true),
                new Candidate("b", 1, true),
                new Candidate("c", 2, true),
                new Candidate("d", 3, true),
                new Candidate("e", 4, true));

        assertThat(Retention.expendable(all, Set.of(), Set.of())).containsExactly("a", "b", "c");
        assertThat(Retention.expendable(all, Set.of("a"), Set.of())).containsExactly("b", "c");
        assertThat(Retention.expendable(all, Set.of("a"), Set.of(2))).containsExactly("b");
        assertThat(Retention.expendable(List.of(), Set.of(), Set.of())).isEmpty();
        List<Candidate> between = List.of(
                new Candidate("a", 2, false), new Candidate("b", 2, true), new Candidate("c", 3, true), all.get(4));
        assertThat(Retention.expendable(between, Set.of(), Set.of(2))).containsExactly("a");
        assertThat(Retention.expendable(all.subList(0, 2), Set.of(), Set.of())).isEmpty();
    }

    @Test
    void attemptsAreCountedFromOneAndClaimedOnce() throws IOException {
        Attempts attempts = new Attempts(store, "run");
        assertThat(attempts.claim(0, by("a", false))).hasValue(1);
        assertThat(attempts.claim(0, by("b", false))).isEmpty();
        assertThat(attempts.begin(1, null)).isTrue();
        assertThat(attempts.claim(1, by("b", true))).hasValue(2);
        assertThat(attempts.begin(2, "key")).isTrue();
        assertThat(attempts.last()).isEqualTo(2);
        assertThat(attempts.claims().get(2))
                .isEqualTo(new Attempts.Claim(by("b", true), new Attempts.Beginning(true, "key")));
        assertThat(new Attempts(store, "other").last()).isZero();
    }

    @Test
    void anAttemptThatHadNotBegunWhenTheNextOneWasClaimedNeverBegins() throws IOException {
        Attempts attempts = new Attempts(store, "run");
        begin(0, null);
        Checkpoint first = save(0);
        Checkpoint second = save(1);
        attempts.claim(1, by("slow", false));
        begin(2, second.key());

        assertThat(attempts.begin(2, first.key())).isFalse();
        assertThat(checkpoints.newest().checkpoint().orElseThrow().key()).isEqualTo(second.key());
    }

    @Test
    void whatAnAttemptStoresAfterItWasSupersededIsNoPartOfTheRunAndIsDeleted() throws IOException {
        begin(0, null);
        Checkpoint first = save(0);
        begin(1, first.key());
        Checkpoint late = save(1);

        assertThat(checkpoints.newest().checkpoint().orElseThrow().key()).isEqualTo(first.key());
        assertThat(checkpoints.atEpoch(1)).isEmpty();
        assertThat(checkpoints.retire(Set.of(), () -> {})).containsExactly(late.key());
        assertThat(checkpoints.newest().checkpoint()).isPresent();
    }

    @Test
    void whatAnOlderAttemptLeftHalfWrittenIsSwept() throws IOException {
        begin(0, null);
        begin(1, null);
        store.put("runs/run/checkpoints/00003-000000400-e-1/weights", content("half"));
        store.put("runs/run/checkpoints/00003-000000400-e-2/weights", content("under way"));

        assertThat(checkpoints.retire(Set.of(), () -> {})).containsExactly("runs/run/checkpoints/00003-000000400-e-1");
        assertThat(store.list("runs/run/checkpoints/"))
                .containsExactly("runs/run/checkpoints/00003-000000400-e-2/weights");
    }

    private static Attempts.Claimant by(String owner, boolean again) {
        return new Attempts.Claimant(owner, "ticket", again);
    }

    private void begin(int known, @Nullable String from) throws IOException {
        Attempts attempts = new Attempts(store, "run");
        attempts.begin(attempts.claim(known, by("another trainer", false)).orElseThrow(), from);
    }

    private Checkpoint save(int epoch) throws IOException {
        return checkpoints.save(
                new CheckpointId(epoch, 1, 100L * (epoch + 1), true),
                Map.of("weights", content("weights " + epoch), "state", content("state " + epoch)));
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
