package io.epochal.callback.recording;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes {@code ROOT/RUN/filename} for every CSVLogger of a run's list, byte by byte as Keras 3.15, csv_logger.py. Used by one
 * thread; the events of a run come in order, perhaps more than once.
 */
final class CsvRecorder implements Recorder {
    private static final int NOWHERE = -1;

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
                file.goOn(resumed);
            }
        } else if (event instanceof VerdictApplied applied) {
            for (Verdict.Recording recording : applied.recordings()) {
                for (CsvFile file : files(applied.run())) {
                    if (file.isAt(recording.position())) {
                        write(file, applied, recording.logs());
                    }
                }
            }
        } else if (event instanceof TrainingEvent.RunEnded) {
            open.remove(event.run());
        }
    }

    private static void write(CsvFile file, VerdictApplied applied, Metrics logs) throws IOException {
        file.write(applied.attempt(), applied.sequence(), applied.epoch(), logs);
    }

    /** A person may have changed the list: what a verdict on this event records, it says by its places. */
    private void follow(TrainingEvent.Barrier barrier) throws IOException {
        List<CsvFile> files = files(barrier.run());
        Map<Path, Integer> places = byPath(barrier);
        for (CsvFile file : files) {
            if (places.keySet().stream().noneMatch(file::at)) {
                file.move(NOWHERE);
            }
        }
        for (Map.Entry<Path, Integer> place : places.entrySet()) {
            Optional<CsvFile> known =
                    files.stream().filter(file -> file.at(place.getKey())).findFirst();
            if (known.isEmpty() || barrier instanceof RunStarted) {
                known.ifPresent(files::remove);
                Map<String, Object> settings = barrier.callbacks().get(place.getValue());
                char separator =
                        String.valueOf(settings.getOrDefault("separator", ",")).charAt(0);
                files.add(CsvFile.begin(place.getKey(), place.getValue(), separator, barrier.attempt()));
            } else {
                known.get().move(place.getValue());
            }
        }
    }

    private Map<Path, Integer> byPath(TrainingEvent.Barrier barrier) {
        Map<Path, Integer> places = new TreeMap<>();
        for (int position = 0; position < barrier.callbacks().size(); position++) {
            Map<String, Object> settings = barrier.callbacks().get(position);
            if ("CSVLogger".equals(settings.get("type"))) {
                places.put(root.resolve(barrier.run()).resolve(String.valueOf(settings.get("filename"))), position);
            }
        }
        return places;
    }

    @Override
    public List<Path> places(TrainingEvent.Barrier event) {
        return List.copyOf(byPath(event).keySet());
    }

    @Override
    public boolean whole(Path place) throws IOException {
        return CsvFile.whole(place);
    }

    @Override
    public void forget(Path place) throws IOException {
        open.values().removeIf(files -> files.stream().anyMatch(one -> one.at(place)));
        CsvFile.forget(place);
    }

    /** Those of a run under way are found by their bookmarks when the recorder was restarted. */
    private List<CsvFile> files(String run) throws IOException {
        List<CsvFile> known = open.get(run);
        if (known == null) {
            Path folder = root.resolve(run);
            known = Files.isDirectory(folder) ? new ArrayList<>(CsvFile.below(folder)) : new ArrayList<>();
            open.put(run, known);
        }
        return known;
    }
}
