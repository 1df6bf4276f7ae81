package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every object store must do. */
abstract class ObjectStoreCompatibilityKit {
    private static final int RACERS = 16;
    private final String prefix = UUID.randomUUID() + "/";

    abstract ObjectStore store() throws IOException;

    @Test
    void givesBackWhatWasPut() throws IOException {
        byte[] bytes = new byte[5 << 20];
        new Random(7).nextBytes(bytes);
        store().put(prefix + "large", Content.of(bytes));

        assertThat(read("large")).isEqualTo(bytes);
    }

    @Test
    void overwrites() throws IOException {
        store().put(prefix + "key", content("one"));
        store().put(prefix + "key", content("two"));

        assertThat(read("key")).isEqualTo("two".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasNothingWhereNothingWasPut() throws IOException {
        assertThat(store().get(prefix + "missing")).isEmpty();
    }

    @Test
    void listsKeysInOrderAndNoOthers() throws IOException {
        for (String key : List.of("list/b", "list/a/2", "list/a/1", "other")) {
            store().put(prefix + key, content(key));
        }

        assertThat(store().list(prefix + "list/"))
                .containsExactly(prefix + "list/a/1", prefix + "list/a/2", prefix + "list/b");
        assertThat(store().list(prefix + "nothing/")).isEmpty();
    }

    @Test
    void deletesWhatIsThereAndForgivesWhatIsNot() throws IOException {
        store().put(prefix + "gone", content("x"));

        store().delete(List.of(prefix + "gone", prefix + "never"));

        assertThat(store().get(prefix + "gone")).isEmpty();
    }

    @Test
    void putsOnlyWhereNothingIs() throws IOException {
        assertThat(store().putIfAbsent(prefix + "claim", content("first"))).isTrue();
        assertThat(store().putIfAbsent(prefix + "claim", content("second"))).isFalse();
        assertThat(read("claim")).isEqualTo("first".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void oneOfManyRacersWins() throws Exception {
        ObjectStore store = store();
        ExecutorService racers = Executors.newFixedThreadPool(RACERS);
        List<Callable<Boolean>> races = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            String name = "racer " + i;
            races.add(() -> store.putIfAbsent(prefix + "race", content(name)));
        }
        int winners = 0;
        for (Future<Boolean> race : racers.invokeAll(races)) {
            winners += race.get() ? 1 : 0;
        }
        racers.shutdown();

        assertThat(winners).isEqualTo(1);
    }

    private byte[] read(String key) throws IOException {
        try (InputStream in = store().get(prefix + key).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
