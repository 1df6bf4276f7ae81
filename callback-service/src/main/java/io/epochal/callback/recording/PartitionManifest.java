package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import java.io.IOException;
import java.nio.file.Path;
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
 * The recordings that one recorder has written from one partition of the log. Its file is stored among the recordings, so deleting
 * all of them deletes it too, and that is how the deletion is noticed.
 *
 * <p>A failure of the file does not keep a run from being recorded. It makes the manifest incomplete, and then the log is read from
 * its beginning when the service starts again.
 */
final class PartitionManifest {
    private final ManifestFile file;
    private final SortedSet<String> places = new TreeSet<>();
    private final SortedSet<String> forgotten = new TreeSet<>();
    private final SortedMap<String, String> failed = new TreeMap<>();
    private boolean complete;

    private PartitionManifest(ManifestFile file) {
        this.file = file;
    }

    /**
     * Reads the file; an incomplete manifest when it is missing or unreadable.
     *
     * @param failures is called with what goes wrong with the file
     */
    static PartitionManifest read(RecordingRoot root, Path path, Consumer<Throwable> failures) {
        ManifestFile file = new ManifestFile(root, path, failures);
        PartitionManifest manifest = new PartitionManifest(file);
        try {
            file.read(manifest::apply, () -> manifest.complete = false);
        } catch (IOException | RuntimeException e) {
            manifest.complete = false;
            failures.accept(e);
        }
        return manifest;
    }

    private void apply(ManifestEntry entry) {
        if (entry.complete() != null) {
            complete = entry.complete();
        }
        valid(entry.places()).forEach(this::addPlace);
        valid(entry.forgotten()).forEach(place -> {
            places.remove(place);
            forgotten.add(place);
        });
        if (entry.failed() != null) {
            failed.putAll(entry.failed());
        }
    }

    private static SortedSet<String> valid(@Nullable SortedSet<String> written) {
        SortedSet<String> valid = new TreeSet<>(written == null ? Set.of() : written);
        valid.removeIf(place -> RecordingPath.read(place).isEmpty());
        return valid;
    }

    /** Whether it covers the partition from the log's beginning, and nothing has been left out since. */
    boolean isComplete() {
        return complete;
    }

    SortedSet<String> places() {
        return Collections.unmodifiableSortedSet(places);
    }

    /** Recordings that were written once and are missing now. */
    SortedSet<String> forgotten() {
        return Collections.unmodifiableSortedSet(forgotten);
    }

    /** Whether the recording must be there. */
    boolean expects(RecordingPath path) {
        return places.contains(path.toString());
    }

    /** Whether files at this path, if there are any, are a recorder's. */
    boolean owns(RecordingPath path) {
        return expects(path) || forgotten.contains(path.toString());
    }

    /** Why the recording has ended early, if it has. */
    Optional<String> failure(RecordingPath path) {
        return Optional.ofNullable(failed.get(path.toString()));
    }

    /** Whether nothing of the run is recorded before the log is read from its beginning. */
    boolean hasFailed(String run) {
        return failed.containsKey(run);
    }

    void begun(RecordingPath path) {
        if (addPlace(path.toString())) {
            append(new ManifestEntry(null, new TreeSet<>(Set.of(path.toString())), null, null));
        }
    }

    private boolean addPlace(String place) {
        boolean added = places.add(place);
        return failed.remove(place) != null | forgotten.remove(place) | added;
    }

    /**
     * The recording has ended early.
     *
     * @param temporary whether it is written anew when the service starts again
     */
    void fail(RecordingPath path, String reason, boolean temporary) {
        fail(path.toString(), reason, temporary ? Boolean.FALSE : null);
    }

    /** An event of this run could not be recorded, and it is unknown in which recordings. */
    void fail(String run, String reason) {
        fail(run, reason, Boolean.FALSE);
    }

    private void fail(String key, String reason, @Nullable Boolean completeness) {
        failed.put(key, reason);
        if (completeness != null) {
            complete = completeness;
        }
        append(new ManifestEntry(completeness, null, null, new TreeMap<>(Map.of(key, reason))));
    }

    /** Forgets an earlier failure: the run begins again. */
    void retry(RecordingPath path) {
        failed.remove(path.toString());
        failed.remove(path.run());
    }

    /** For a log that is read from its beginning: recordings that are not whole are forgotten. */
    void beginAnew(Predicate<String> whole) {
        SortedSet<String> missing = new TreeSet<>(places);
        missing.removeIf(whole);
        places.removeAll(missing);
        forgotten.addAll(missing);
        failed.clear();
        complete = true;
        writeAll();
    }

    private void append(ManifestEntry entry) {
        ManifestFile.Appended appended = file.append(entry);
        if (appended != ManifestFile.Appended.DONE) {
            complete = false;
        }
        if (appended == ManifestFile.Appended.FILE_MISSING) {
            writeAll();
        }
    }

    private void writeAll() {
        if (!file.replace(new ManifestEntry(complete, places, forgotten, failed))) {
            complete = false;
        }
    }
}
