package io.epochal.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The names of one run's checkpoints. Giving a name writes an object of its own, {@code names/best/00002-000005625} for attempt 2 at
 * step 5625, and the last one counts. So an attempt that was given up, and that writes one more, takes the name from nobody.
 *
 * @param prefix of all of them
 */
record Names(ObjectStore store, String prefix) {
    /**
     * What a name means.
     *
     * @param past the keys of the objects that do not count any more
     */
    record Meaning(Pointer pointer, List<String> past) {}

    /**
     * @param attempt who gives it; 0 before the first
     * @param step batches trained by then
     */
    void give(String name, int attempt, long step, Pointer pointer) throws IOException {
        store.put(prefix + name + String.format(Locale.ROOT, "/%05d-%09d", attempt, step), pointer.content());
    }

    /** What each name means, in the order of their characters. */
    SortedMap<String, Meaning> meanings(Lineage lineage) throws IOException {
        SortedMap<String, Meaning> meanings = new TreeMap<>();
        for (Map.Entry<String, List<String>> name : keys().entrySet()) {
            meaning(name.getValue(), lineage).ifPresent(meaning -> meanings.put(name.getKey(), meaning));
        }
        return meanings;
    }

    Optional<Meaning> meaning(String name, Lineage lineage) throws IOException {
        return meaning(keys().getOrDefault(name, List.of()), lineage);
    }

    /** The last one that is part of the run's story; where none is, until the story is told again, the last one of all. */
    private Optional<Meaning> meaning(List<String> oldestFirst, Lineage lineage) throws IOException {
        Optional<Meaning> last = Optional.empty();
        for (int index = oldestFirst.size() - 1; index >= 0; index--) {
            String key = oldestFirst.get(index);
            Optional<Pointer> pointer = read(key);
            if (pointer.isPresent()) {
                Meaning meaning = new Meaning(pointer.get(), without(key, oldestFirst));
                if (lineage.holds(meaning.pointer().checkpoint())) {
                    return Optional.of(meaning);
                }
                last = last.isPresent() ? last : Optional.of(meaning);
            }
        }
        return last;
    }

    private static List<String> without(String key, List<String> keys) {
        return keys.stream().filter(one -> !one.equals(key)).toList();
    }

    /** Each name's, oldest first. */
    private SortedMap<String, List<String>> keys() throws IOException {
        SortedMap<String, List<String>> keys = new TreeMap<>();
        for (String key : store.list(prefix)) {
            String name = key.substring(prefix.length(), key.lastIndexOf('/'));
            keys.computeIfAbsent(name, absent -> new ArrayList<>()).add(key);
        }
        return keys;
    }

    /** Empty when another writer has tidied it away since it was listed. */
    private Optional<Pointer> read(String key) throws IOException {
        Optional<InputStream> found = store.get(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = found.get()) {
            return Optional.of(Pointer.read(in));
        }
    }
}
