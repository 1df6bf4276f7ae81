package io.epochal.callback.recording;

import io.epochal.callback.recording.csv.CsvFormat;
import io.epochal.callback.recording.folder.ReservedNames;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.tensorboard.TensorBoardFormat;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A recorder whose files come back: it knows what was written from which partition of the log, so it can tell that some of that is
 * gone and the log is to be read again from its beginning. What is still there is not written twice.
 *
 * <p>What goes wrong ends the recording that it concerns, and {@link RecordingFailures} is told; nothing is thrown, except what
 * concerns the whole process.
 */
public final class RebuildingRecorder {
    private final RecordingRoot root;
    private final RecordingFormat format;
    private final RecordingFailures failures;
    private final RunRecorder recorder;
    private final Map<Integer, PartitionManifest> ledgers = new HashMap<>();

    public RebuildingRecorder(Path root, Function<RecordingRoot, RecordingFormat> format, RecordingFailures failures) {
        this.root = new RecordingRoot(root);
        this.format = format.apply(this.root);
        this.failures = failures;
        this.recorder = new RunRecorder(this.root, this.format, failures);
    }

    /** Writes TensorBoard's files below this folder. */
    public static RebuildingRecorder tensorBoard(Path root, RecordingFailures failures) {
        return new RebuildingRecorder(root, TensorBoardFormat::new, failures);
    }

    /** Writes CSVLogger's files below this folder. */
    public static RebuildingRecorder csv(Path root, RecordingFailures failures) {
        return new RebuildingRecorder(root, CsvFormat::new, failures);
    }

    /** Writes an event of this partition down, once. */
    public synchronized void record(int partition, TrainingEvent event) {
        recorder.record(event, ledgers.computeIfAbsent(partition, this::read));
    }

    /** To be called when a partition is another replica's from now on. */
    public synchronized void letGo() throws IOException {
        ledgers.clear();
        recorder.letGo();
    }

    /**
     * What was written from this partition and is not there any more, relative to the root; empty when all is there. Costs a look at
     * each file.
     */
    public synchronized SortedSet<String> missing(int partition) {
        PartitionManifest ledger = read(partition);
        SortedSet<String> missing = new TreeSet<>(ledger.places());
        missing.removeIf(this::isWhole);
        if (!ledger.isComplete()) {
            missing.add(root.shown(file(partition)));
        }
        return missing;
    }

    /** Prepares for the log of this partition being told from its beginning: what is missing will be written anew. */
    public synchronized void rebuild(int partition) throws IOException {
        recorder.letGo();
        PartitionManifest ledger = read(partition);
        ledger.beginAnew(this::isWhole);
        ledgers.put(partition, ledger);
        for (String place : ledger.forgotten()) {
            RecordingPath.read(place).ifPresent(this::forget);
        }
    }

    public int openRecordings() {
        return recorder.openRecordings();
    }

    private boolean isWhole(String written) {
        try {
            return format.whole(RecordingPath.read(written).orElseThrow());
        } catch (IOException | RuntimeException e) {
            // It will be said when it cannot be written anew either.
            return false;
        }
    }

    private void forget(RecordingPath place) {
        try {
            format.forget(place);
        } catch (IOException | RuntimeException e) {
            failures.failed(RecordingFailure.of(format.name(), place.run(), place.name(), e));
        }
    }

    private PartitionManifest read(int partition) {
        Path file = file(partition);
        return PartitionManifest.read(
                root,
                file,
                trouble -> failures.failed(RecordingFailure.of(format.name(), "", root.shown(file), trouble)));
    }

    private Path file(int partition) {
        return root.path().resolve(ReservedNames.RECORDED + "-" + format.name() + "-" + partition + ".json");
    }
}
