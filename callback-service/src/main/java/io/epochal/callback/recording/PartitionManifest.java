package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The places that one recorder has written from one partition of the log: a JSON object with what there was, and a line for each
 * change since. It lies among the recordings, so whoever deletes everything deletes it too, and that is how it is noticed.
 *
 * <p>Nothing that goes wrong with it keeps a run from being recorded. What could not be noted makes it incomplete, if it takes that
 * it is deleted, and then the log is told from its beginning when the service starts again.
 */
final class PartitionManifest {
    private static final ObjectReader ENTRIES =
            Wire.JSON.readerFor(ManifestEntry.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Set<StandardOpenOption> APPEND = Set.of(StandardOpenOption.APPEND, StandardOpenOption.WRITE);

    private final RecordingRoot root;
    private final Path file;
    private final Consumer<Throwable> trouble;
    private final SortedSet<String> places = new TreeSet<>();
    private final SortedSet<String> forgotten = new TreeSet<>();
    private final SortedMap<String, String> failed = new TreeMap<>();
    private boolean complete;
    private boolean unnoted;

    private PartitionManifest(RecordingRoot root, Path file, Consumer<Throwable> trouble) {
        this.root = root;
        this.file = file;
        this.trouble = trouble;
    }

    /**
     * What the file says; an incomplete one when there is none, or none that can be read.
     *
     * @param trouble is told what goes wrong with the file
     */
    static PartitionManifest read(RecordingRoot root, Path file, Consumer<Throwable> trouble) {
        PartitionManifest ledger = new PartitionManifest(root, file, trouble);
        try {
            ledger.take(new String(root.read(file).orElse(new byte[0]), StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            ledger.complete = false;
            trouble.accept(e);
        }
        return ledger;
    }

    private void take(String lines) {
        for (String line : lines.split("\n", -1)) {
            try {
                take(ENTRIES.<ManifestEntry>readValue(line));
            } catch (JsonProcessingException e) {
                // Whoever wrote it has died; what it was to say is not known.
                complete = false;
            }
        }
    }

    private void take(ManifestEntry entry) {
        if (entry.complete() != null) {
            complete = entry.complete();
        }
        known(entry.places()).forEach(this::addPlace);
        known(entry.forgotten()).forEach(place -> {
            places.remove(place);
            forgotten.add(place);
        });
        if (entry.failed() != null) {
            failed.putAll(entry.failed());
        }
    }

    /** Whatever lies in the file: what is no place is none. */
    private static SortedSet<String> known(@Nullable SortedSet<String> written) {
        SortedSet<String> known = new TreeSet<>(written == null ? Set.of() : written);
        known.removeIf(place -> RecordingPath.read(place).isEmpty());
        return known;
    }

    /** Whether it goes back to the log's beginning, and nothing has been left out since. */
    boolean isComplete() {
        return complete;
    }

    SortedSet<String> places() {
        return Collections.unmodifiableSortedSet(places);
    }

    /** Whether the place is to be there. */
    boolean expects(RecordingPath place) {
        return places.contains(place.toString());
    }

    /** Whether what lies at the place is a recorder's, if anything does. */
    boolean owns(RecordingPath place) {
        return expects(place) || forgotten.contains(place.toString());
    }

    /** Why the place is not written, if it is not. */
    Optional<String> failure(RecordingPath place) {
        return Optional.ofNullable(failed.get(place.toString()));
    }

    void begun(RecordingPath place) {
        if (addPlace(place.toString())) {
            append(new ManifestEntry(null, new TreeSet<>(Set.of(place.toString())), null, null));
        }
    }

    private boolean addPlace(String place) {
        boolean added = places.add(place);
        return failed.remove(place) != null | forgotten.remove(place) | added;
    }

    /**
     * The place is not written any more.
     *
     * @param temporary whether it is to be made anew when the service starts again
     */
    void fail(RecordingPath place, String reason, boolean temporary) {
        failed.put(place.toString(), reason);
        if (temporary) {
            complete = false;
        }
        append(new ManifestEntry(
                temporary ? Boolean.FALSE : null, null, null, new TreeMap<>(Map.of(place.toString(), reason))));
    }

    /** An event of this run could not be written, and nobody knows where it was to be. */
    void fail(String run, String reason) {
        failed.put(run, reason);
        complete = false;
        append(new ManifestEntry(false, null, null, new TreeMap<>(Map.of(run, reason))));
    }

    /** Whether nothing of the run is written before the log is told from its beginning. */
    boolean hasFailed(String run) {
        return failed.containsKey(run);
    }

    /** The next try at a place is a new one. */
    void retry(RecordingPath place) {
        failed.remove(place.toString());
        failed.remove(place.run());
    }

    /** For a log that is told from its beginning: places that are not whole are forgotten. */
    void beginAnew(Predicate<String> whole) {
        SortedSet<String> gone = new TreeSet<>(places);
        gone.removeIf(whole);
        places.removeAll(gone);
        forgotten.addAll(gone);
        failed.clear();
        complete = true;
        write();
    }

    SortedSet<String> forgotten() {
        return Collections.unmodifiableSortedSet(forgotten);
    }

    private void append(ManifestEntry entry) {
        try {
            if (unnoted || !root.hasFile(file)) {
                // Whoever deleted it wants everything anew.
                complete = false;
                write();
                return;
            }
            byte[] line = ("\n" + Wire.JSON.writeValueAsString(entry)).getBytes(StandardCharsets.UTF_8);
            try (FileChannel channel = root.open(file, APPEND)) {
                ByteBuffer rest = ByteBuffer.wrap(line);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
        } catch (IOException | RuntimeException e) {
            lose(e);
        }
    }

    private void write() {
        try {
            root.replace(file, Wire.JSON.writeValueAsBytes(new ManifestEntry(complete, places, forgotten, failed)));
            unnoted = false;
        } catch (IOException | RuntimeException e) {
            lose(e);
        }
    }

    /** A full disk takes no line, but lets go of a file. */
    private void lose(Exception reason) {
        complete = false;
        if (!unnoted) {
            trouble.accept(reason);
        }
        unnoted = true;
        try {
            root.delete(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
