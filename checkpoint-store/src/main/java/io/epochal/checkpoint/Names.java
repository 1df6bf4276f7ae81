package io.epochal.checkpoint;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of one run's checkpoints, each as {@link CheckpointPath} has it. Giving a name writes an object of its own,
 * {@code names/best/00002-000005625} for attempt 2 at step 5625, and the last one counts. So an attempt that was given up, and that
 * writes one more, does not take the name from another.
 */
final class Names {
    private static final Pattern GIVEN = Pattern.compile("(.+)/(\\d{1,9})-(\\d{1,18})");

    private final ObjectStore store;
    private final String prefix;
    /** By key. Only its writer can change one, and an attempt has one writer. */
    private final Map<String, Pointer> known = new ConcurrentHashMap<>();

    /** @param prefix of all of them */
    Names(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** That a name was given once. Ordered by numbers, not by text. */
    private record Given(String key, String name, int attempt, long step) implements Comparable<Given> {
        private static final Comparator<Given> ORDER = Comparator.comparingInt(Given::attempt)
                .thenComparingLong(Given::step)
                .thenComparing(Given::key);

        @Override
        public int compareTo(Given other) {
            return ORDER.compare(this, other);
        }
    }

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
        String key = prefix
                + CheckpointPath.normalize("the checkpoint's name", name)
                + String.format(Locale.ROOT, "/%05d-%09d", attempt, step);
        known.remove(key);
        store.put(key, pointer.content());
        known.put(key, pointer);
    }

    /** What each name means, in the order of their characters. */
    SortedMap<String, Meaning> meanings(Lineage lineage) throws IOException {
        SortedMap<String, Meaning> meanings = new TreeMap<>();
        for (Map.Entry<String, List<Given>> name : given().entrySet()) {
            meaning(name.getValue(), lineage).ifPresent(meaning -> meanings.put(name.getKey(), meaning));
        }
        return meanings;
    }

    /** {@link SpecException} when nothing can have this name. */
    Optional<Meaning> meaning(String name, Lineage lineage) throws IOException {
        String stored = CheckpointPath.normalize("the checkpoint's name", name);
        return meaning(given().getOrDefault(stored, List.of()), lineage);
    }

    /** The last one that is part of the run's lineage; where none is, until the lineage has reached it again, the last one of all. */
    private Optional<Meaning> meaning(List<Given> oldestFirst, Lineage lineage) throws IOException {
        Optional<Meaning> last = Optional.empty();
        for (int index = oldestFirst.size() - 1; index >= 0; index--) {
            String key = oldestFirst.get(index).key();
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

    private static List<String> without(String key, List<Given> all) {
        return all.stream().map(Given::key).filter(one -> !one.equals(key)).toList();
    }

    /** Each name's, oldest first. */
    private SortedMap<String, List<Given>> given() throws IOException {
        SortedMap<String, List<Given>> given = new TreeMap<>();
        for (String key : store.list(prefix)) {
            Matcher parts = GIVEN.matcher(key.substring(prefix.length()));
            if (parts.matches()) {
                String name = asSaid(parts.group(1));
                Given one = new Given(key, name, Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
                given.computeIfAbsent(name, absent -> new ArrayList<>()).add(one);
            }
        }
        given.values().forEach(all -> all.sort(null));
        return given;
    }

    /** Before names were normalized, one could be stored as it was written. */
    private static String asSaid(String stored) {
        try {
            return CheckpointPath.normalize("the checkpoint's name", stored);
        } catch (SpecException e) {
            return stored;
        }
    }

    /** Empty when another writer has tidied it away since it was listed. */
    private Optional<Pointer> read(String key) throws IOException {
        Pointer before = known.get(key);
        if (before != null) {
            return Optional.of(before);
        }
        Optional<InputStream> found = store.get(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = found.get()) {
            Pointer pointer = Pointer.read(in);
            known.put(key, pointer);
            return Optional.of(pointer);
        }
    }
}
