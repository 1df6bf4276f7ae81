package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * A recorder whose files come back: it knows what was written from which partition of the log, so it can tell that some of that is
 * gone and the log is to be read again from its beginning. What is still there is not written twice.
 */
public final class RebuildingRecorder {
    private static final Logger LOG = Logger.getLogger(RebuildingRecorder.class);

    private final Path root;
    private final String name;
    private final Recorder recorder;
    private final Map<String, List<Path>> noted = new HashMap<>();

    private RebuildingRecorder(Path root, String name, Recorder recorder) {
        this.root = root;
        this.name = name;
        this.recorder = recorder;
    }

    /** Writes TensorBoard's files below this folder. */
    public static RebuildingRecorder tensorBoard(Path root) {
        return new RebuildingRecorder(root, "tensorboard", new TensorBoardRecorder(root));
    }

    /** Writes CSVLogger's files below this folder. */
    public static RebuildingRecorder csv(Path root) {
        return new RebuildingRecorder(root, "csv", new CsvRecorder(root));
    }

    /** Writes an event of this partition down, once; {@link IOException} when it cannot be written now. */
    public synchronized void record(int partition, TrainingEvent event) throws IOException {
        if (event instanceof TrainingEvent.Barrier barrier) {
            note(partition, barrier);
        } else if (event instanceof TrainingEvent.RunEnded) {
            noted.remove(event.run());
        }
        try {
            recordBehindWhatIsThere(event);
        } catch (NoSuchFileException e) {
            // Somebody deletes files of a run under way; the other runs are still to be recorded.
            LOG.warnf("run %s: %s; it is written anew when this service starts again", event.run(), e.getMessage());
        }
    }

    private void recordBehindWhatIsThere(TrainingEvent event) throws IOException {
        try {
            recorder.record(event);
        } catch (WrittenElsewhere e) {
            LOG.infof("run %s: %s; opening it again", event.run(), e.getMessage());
            recorder.letGo();
            recorder.record(event);
        }
    }

    /** To be called when a partition is another replica's from now on. */
    public synchronized void letGo() throws IOException {
        noted.clear();
        recorder.letGo();
    }

    /**
     * What was written from this partition and is not there any more, relative to the root; empty when all is there. Costs a look at
     * each file.
     */
    public synchronized SortedSet<String> missing(int partition) throws IOException {
        Optional<Ledger> ledger = Ledger.readFrom(file(partition));
        SortedSet<String> missing = new TreeSet<>();
        if (ledger.isEmpty() || !ledger.get().complete()) {
            missing.add(root.relativize(file(partition)).toString());
        }
        for (String place : ledger.orElse(Ledger.IN_BETWEEN).places()) {
            if (!recorder.whole(root.resolve(place))) {
                missing.add(place);
            }
        }
        return missing;
    }

    /** Prepares for the log of this partition being told from its beginning: what is missing will be written anew. */
    public synchronized void rebuild(int partition) throws IOException {
        noted.clear();
        Ledger there = new Ledger(
                true,
                Ledger.readFrom(file(partition)).orElse(Ledger.AT_THE_BEGINNING).places());
        for (String place : there.places()) {
            if (!recorder.whole(root.resolve(place))) {
                recorder.forget(root.resolve(place));
                there = there.without(place);
            }
        }
        there.writeTo(file(partition));
    }

    /** The ledger is looked at only when a run's places change, not at each of its barriers. */
    private void note(int partition, TrainingEvent.Barrier barrier) throws IOException {
        List<Path> places = recorder.places(barrier);
        if (places.equals(noted.getOrDefault(barrier.run(), List.of()))) {
            return;
        }
        Ledger before = Ledger.readFrom(file(partition)).orElse(Ledger.IN_BETWEEN);
        Ledger after = before;
        for (Path path : places) {
            String place = root.relativize(path).toString();
            // It may have been damaged while it was in no ledger.
            if (!before.places().contains(place) && !recorder.whole(path)) {
                recorder.forget(path);
            }
            after = after.with(place);
        }
        if (!after.equals(before)) {
            after.writeTo(file(partition));
        }
        noted.put(barrier.run(), places);
    }

    private Path file(int partition) {
        return root.resolve(".recorded-" + name + "-" + partition + ".json");
    }
}
