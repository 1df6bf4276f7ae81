package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code ROOT/RUN/filename} for every CSVLogger of a run's list, byte by byte as Keras 3.15, csv_logger.py. Used by one
 * thread; the events of a run come in order, perhaps more than once.
 */
final class CsvRecorder implements Recorder {
    private final Path root;
    private final Map<String, List<CsvFile>> open = new HashMap<>();

    CsvRecorder(Path root) {
        this.root = root;
    }

    @Override
    public void record(TrainingEvent event) throws IOException {
        if (event instanceof TrainingEvent.Barrier barrier) {
            follow(barrier);
        } else if (event instanceof TrainingEvent.RunResumed resumed) {
            for (CsvFile file : files(event.run())) {
                file.takeBack(Moment.firstVoid(resumed), resumed);
            }
        } else if (event instanceof VerdictApplied applied) {
            write(applied);
        } else if (event instanceof TrainingEvent.RunEnded) {
            open.remove(event.run());
        }
    }

    private void write(VerdictApplied applied) throws IOException {
        for (Verdict.Recording recording : applied.recordings()) {
            for (CsvFile file : files(applied.run())) {
                if (file.isAt(recording.position())) {
                    file.write(Moment.of(applied), applied.epoch(), recording.logs());
                }
            }
        }
    }

    @Override
    public List<Path> places(TrainingEvent.Barrier barrier) {
        Path run = root.resolve(barrier.run());
        return CsvSettings.in(barrier.callbacks()).stream()
                .map(settings -> settings.below(run))
                .distinct()
                .toList();
    }

    @Override
    public boolean whole(Path place) throws IOException {
        return CsvFile.whole(place);
    }

    @Override
    public void forget(Path place) throws IOException {
        open.values().forEach(files -> files.removeIf(one -> one.is(place)));
        CsvFile.forget(place);
    }

    @Override
    public void letGo() {
        open.clear();
    }

    /** A person may have changed the list: what a verdict on this event records, it says by its places. */
    private void follow(TrainingEvent.Barrier barrier) throws IOException {
        List<CsvFile> files = files(barrier.run());
        for (Path place : places(barrier)) {
            if (files.stream().noneMatch(file -> file.is(place))) {
                files.add(CsvFile.open(place));
            }
        }
        for (CsvFile file : files) {
            if (barrier instanceof RunStarted) {
                file.takeBack(Moment.BEGINNING, barrier);
            }
            file.follow(
                    Moment.of(barrier),
                    CsvSettings.in(barrier.callbacks()).stream()
                            .filter(settings -> file.is(settings.below(root.resolve(barrier.run()))))
                            .findFirst());
        }
    }

    /** Those of a run under way are found by their marks when the recorder was restarted. */
    private List<CsvFile> files(String run) throws IOException {
        List<CsvFile> known = open.get(run);
        if (known == null) {
            known = CsvFile.below(root.resolve(run));
            open.put(run, known);
        }
        return known;
    }
}
