package io.epochal.callback.recording;

import io.epochal.callback.policy.ReservedNames;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A recorder that restores missing files: it knows what was written from which partition of the log, so it can tell that some of it
 * is missing and the log must be read again from its beginning. What is still there is not written twice.
 *
 * <p>A failure ends the recording that it concerns and is reported to {@link RecordingFailures}; nothing is thrown, except what
 * concerns the whole process.
 */
public final class RebuildingRecorder {
    private final RecordingRoot root;
    private final RecordingFormat format;
    private final FailureReports reports;
    private final RunRecorder recorder;
    private final Map<Integer, PartitionManifest> manifests = new HashMap<>();

    /** Records in this format below this folder. */
    public RebuildingRecorder(Path root, Function<RecordingRoot, RecordingFormat> format, RecordingFailures failures) {
        this(root, format, failures, OpenFileLimit.recordings());
    }

    RebuildingRecorder(
            Path root, Function<RecordingRoot, RecordingFormat> format, RecordingFailures failures, int mostOpen) {
        this.root = new RecordingRoot(root);
        this.format = format.apply(this.root);
        this.reports = new FailureReports(this.format.name(), failures);
        this.recorder = new RunRecorder(this.root, this.format, reports, mostOpen);
    }

    /** Records an event of this partition, once. */
    public synchronized void record(int partition, TrainingEvent event) {
        recorder.record(event, manifests.computeIfAbsent(partition, this::read));
    }

    /**
     * Whether an event changes nothing, so that nobody has to decode it: of its run nothing is recorded, and it has no callback that
     * would begin that.
     *
     * @param event as JSON, which is not the run's end
     */
    public synchronized boolean passesOver(String run, byte[] event) {
        return recorder.passesOver(run, event);
    }

    /** Closes all files: to be called when a partition moves to another replica. */
    public synchronized void release() throws IOException {
        manifests.clear();
        recorder.release();
    }

    /**
     * What was written from this partition and is missing now, relative to the root; empty when all is there. Looks at each file.
     */
    public synchronized SortedSet<String> missing(int partition) {
        PartitionManifest manifest = read(partition);
        SortedSet<String> missing = new TreeSet<>(manifest.places());
        missing.removeIf(this::isWhole);
        if (!manifest.isComplete()) {
            missing.add(root.shown(file(partition)));
        }
        return missing;
    }

    /** Prepares for this partition being read from its beginning: what is missing will be written anew. */
    public synchronized void rebuild(int partition) throws IOException {
        recorder.release();
        PartitionManifest manifest = read(partition);
        manifest.beginAnew(this::isWhole);
        manifests.put(partition, manifest);
        for (String place : manifest.forgotten()) {
            RecordingPath.read(place).ifPresent(this::deleteIndex);
        }
    }

    /** The number of recordings that hold files open. */
    public int openRecordings() {
        return recorder.openRecordings();
    }

    private boolean isWhole(String written) {
        try {
            return format.files(RecordingPath.read(written).orElseThrow()).areWhole();
        } catch (IOException | RuntimeException e) {
            // Reported when it cannot be written anew either.
            return false;
        }
    }

    private void deleteIndex(RecordingPath path) {
        try {
            format.files(path).deleteIndex();
        } catch (IOException | RuntimeException e) {
            reports.file(path.run(), path.name(), e);
        }
    }

    private PartitionManifest read(int partition) {
        Path file = file(partition);
        return PartitionManifest.read(root, file, thrown -> reports.file("", root.shown(file), thrown));
    }

    private Path file(int partition) {
        return root.path().resolve(ReservedNames.RECORDED + "-" + format.name() + "-" + partition + ".json");
    }
}
