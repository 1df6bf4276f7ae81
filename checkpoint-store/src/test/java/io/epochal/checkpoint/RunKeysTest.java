package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One run's keys are its own, for any names and any objects in the store. */
class RunKeysTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "/x", "victim/attempts/x", "a/../b", "..", "-x", "a b", "é", "a\0", "."})
    void aRunIsAnIdentifier(String run) {
        assertThatThrownBy(() -> new Attempts(store, run)).isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> new Checkpoints(store, run)).isInstanceOf(SpecException.class);
    }

    @Test
    void aRunsNameOf300CharactersIsNone() {
        assertThatThrownBy(() -> new Checkpoints(store, "n".repeat(300))).isInstanceOf(SpecException.class);
    }

    @Test
    void whatOthersHavePutAmongARunsKeysChangesNothing() throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, "victim");
        Attempts attempts = new Attempts(store, "victim");
        attempts.begin(attempts.claim(0, new Attempts.Claimant("a", "t", false)).orElseThrow(), null);
        Checkpoint saved = save(checkpoints, 0);
        checkpoints.name("best", saved, "w", 1, 1);
        for (String key : List.of(
                "attempts/x/attempts/1.json",
                "attempts/x.json",
                "attempts/99999999999.json",
                "attempts/-1.json",
                "attempts/0.json",
                "checkpoints/x/manifest.json",
                "checkpoints/manifest.json",
                "checkpoints/99999999999-0-e-1/manifest.json",
                "models/x-y/manifest.json",
                "names/x",
                "names/best/x",
                "names/best/99999999999999999999-1",
                "beginnings/x.json")) {
            store.put("runs/victim/" + key, content("{}"));
        }

        assertThat(attempts.last()).isEqualTo(1);
        assertThat(attempts.claims()).containsOnlyKeys(1);
        assertThat(checkpoints.newest().checkpoint().orElseThrow().key()).isEqualTo(saved.key());
        assertThat(checkpoints.names()).containsExactly("best");
        assertThat(checkpoints.retire(Set.of(), () -> {})).isEmpty();
    }

    @Test
    void aNameLeadsNowhereButIntoItsOwnRun() throws IOException {
        Checkpoint others = save(new Checkpoints(store, "other"), 0);
        for (String key : List.of(others.key(), "runs/run/../other/checkpoints/x", "runs/run/attempts/1.json", "")) {
            store.put("runs/run/names/best/00001-000000001", new Pointer(key, "w").content());
            assertThatThrownBy(() -> new Checkpoints(store, "run").named("best"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsSaidIsStoredListedAndFoundUnderOneName() throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, "run");
        Checkpoint saved = save(checkpoints, 0);
        checkpoints.name("/tmp/ckpt/checkpoint.model.keras", saved, "w", 1, 1);
        checkpoints.name("./best//x/../y/", saved, "w", 1, 2);

        assertThat(checkpoints.names()).containsExactly("best/y", "tmp/ckpt/checkpoint.model.keras");
        assertThat(checkpoints.named("/tmp/ckpt/checkpoint.model.keras")).isPresent();
        assertThat(checkpoints.named("tmp/ckpt/checkpoint.model.keras")).isPresent();
        assertThat(checkpoints.named("best/y")).isPresent();
    }

    @Test
    void whatWasStoredBeforeNamesWereNormalizedIsFound() throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, "run");
        Checkpoint saved = save(checkpoints, 0);
        store.put("runs/run/names//tmp/a/00001-000000001", new Pointer(saved.key(), "w").content());
        store.put("runs/run/names/checkpoints//00001-000000001", new Pointer(saved.key(), "w").content());

        assertThat(checkpoints.names()).containsExactly("checkpoints", "tmp/a");
        assertThat(checkpoints.named("/tmp/a")).isPresent();
        assertThat(checkpoints.named("checkpoints/")).isPresent();
    }

    @Tag("slow")
    @Test
    void generatedNamesAreEachTheirOwn() throws IOException {
        Random random = new Random(14);
        Checkpoints checkpoints = new Checkpoints(store, "run");
        for (int i = 0; i < 200; i++) {
            String name = GeneratedNames.next(random);
            Checkpoint saved = save(checkpoints, i);
            checkpoints.name(name, saved, "w", 1, i);
            String below = name + "/" + i;
            if (below.length() < 150) {
                checkpoints.name(below, save(checkpoints, 1000 + i), "w", 1, i);
            }

            assertThat(checkpoints.names()).contains(name);
            assertThat(new Checkpoints(store, "run")
                            .named(name)
                            .orElseThrow()
                            .checkpoint()
                            .key())
                    .isEqualTo(saved.key());
        }
    }

    private static Checkpoint save(Checkpoints checkpoints, int epoch) throws IOException {
        return checkpoints.save(new CheckpointId(epoch, 1, epoch + 1, true), Map.of("w", content("w" + epoch)));
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
