package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.CheckpointPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store must do. */
abstract class ObjectStoreCompatibilityKit {
    private static final int RACERS = 16;
    private static final int GENERATED = 20;
    /** More than two parts of an upload in parts. */
    static final int LARGE = 12 << 20;

    final String prefix = UUID.randomUUID() + "/";

    abstract ObjectStore store() throws IOException;

    @Test
    void givesBackWhatWasPut() throws IOException {
        byte[] bytes = bytes(5 << 20, 7);
        store().put(prefix + "key", Content.of(bytes));

        assertThat(read("key")).isEqualTo(bytes);
    }

    @Test
    void givesBackWhatIsLargerThanOnePartOfAnUpload() throws IOException {
        byte[] bytes = bytes(LARGE, 7);
        store().put(prefix + "large", Content.of(bytes));

        assertThat(read("large")).isEqualTo(bytes);
    }

    @Test
    void putsWhatIsLargeOnlyWhereNothingIs() throws IOException {
        byte[] bytes = bytes(LARGE, 7);
        assertThat(store().putIfAbsent(prefix + "large", Content.of(bytes))).isTrue();
        assertThat(store().putIfAbsent(prefix + "large", Content.of(bytes(LARGE, 8))))
                .isFalse();
        assertThat(read("large")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, LARGE})
    void aPutThatBreaksOffLeavesWhatWasThere(int size) throws IOException {
        store().put(prefix + "old", content("old"));

        for (String key : List.of("old", "new")) {
            assertThatThrownBy(() -> store().put(prefix + key, breakingOff(size)))
                    .isInstanceOf(IOException.class);
        }
        assertThat(read("old")).asString().isEqualTo("old");
        assertThat(store().get(prefix + "new")).isEmpty();
        assertThat(store().list(prefix)).containsExactly(prefix + "old");
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
        List<String> winners = new ArrayList<>();
        List<Future<Boolean>> over = racers.invokeAll(races);
        for (int i = 0; i < RACERS; i++) {
            if (over.get(i).get()) {
                winners.add("racer " + i);
            }
        }
        racers.shutdown();

        assertThat(winners).hasSize(1);
        assertThat(read("race")).asString().isEqualTo(winners.get(0));
    }

    /** Names of checkpoints, as callbacks and users write them: every name that the protocol allows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tmp/ckpt/checkpoint.model.keras",
                "100%",
                "%2e%2e/%2F",
                "a b",
                "a+b",
                "modèle",
                "e=1,f=2",
                "loss=0.5&x=?#;:@!$'()*[]{}|<>\"^`~",
                "key.part-1",
                ".hidden",
                "日本語/😀",
            })
    void keepsKeysAsTheyAre(String name) throws IOException {
        ObjectStore store = store();
        String key = prefix + "names/" + CheckpointPath.normalize("name", name) + "/00001-000000001";
        store.put(key, content(name));
        assertThat(store.putIfAbsent(key, content("other"))).isFalse();

        assertThat(store.list(prefix + "names/")).containsExactly(key);
        assertThat(read(store, key)).asString(StandardCharsets.UTF_8).isEqualTo(name);
        store.delete(List.of(key));
        assertThat(store.list(prefix)).isEmpty();
    }

    @Test
    void keepsGeneratedKeysAsTheyAre() throws IOException {
        Random random = new Random(14);
        ObjectStore store = store();
        for (int i = 0; i < GENERATED; i++) {
            String name = GeneratedNames.next(random);
            String key = prefix + "generated/" + i + "/" + name + "/00001-000000001";
            store.put(key, content(name));

            assertThat(store.list(prefix + "generated/" + i + "/")).containsExactly(key);
            assertThat(read(store, key)).asString(StandardCharsets.UTF_8).isEqualTo(name);
        }
    }

    @Test
    void hasConditionalWritesAndKeepsNothingOfTheProbe() throws IOException {
        new ConditionalWrites(store()).require();

        assertThat(store().list(ConditionalWrites.PREFIX)).isEmpty();
    }

    final byte[] read(String key) throws IOException {
        return read(store(), prefix + key);
    }

    private static byte[] read(ObjectStore store, String key) throws IOException {
        try (InputStream in = store.get(key).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The last quarter cannot be read. */
    static Content breakingOff(int size) {
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new SequenceInputStream(new ByteArrayInputStream(new byte[size / 4 * 3]), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the disk does not answer");
                    }
                });
            }
        };
    }

    static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
