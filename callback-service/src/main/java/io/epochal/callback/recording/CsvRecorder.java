package io.epochal.callback.recording;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code ROOT/RUN/filename} for every CSVLogger of a run's list, byte by byte as Keras 3.15, csv_logger.py. Used by one
 * thread; the events of a run come in order, perhaps more than once.
 */
final class CsvRecorder implements Recorder {
    private final Path root;
    private final Map<String, Map<Integer, CsvFile>> open = new HashMap<>();

    CsvRecorder(Path root) {
        this.root = root;
    }

    @Override
    public void record(TrainingEvent event) throws IOException {
        if (event instanceof RunStarted started) {
            begin(started);
        } else if (event instanceof TrainingEvent.RunResumed resumed) {
            for (CsvFile file : files(event.run()).values()) {
                file.goOn(resumed);
            }
        } else if (event instanceof VerdictApplied applied) {
            for (Verdict.Recording recording : applied.recordings()) {
                CsvFile file = files(applied.run()).get(recording.position());
                if (file != null) {
                    write(file, applied, recording.logs());
                }
            }
        } else if (event instanceof TrainingEvent.RunEnded) {
            open.remove(event.run());
        }
    }

    private static void write(CsvFile file, VerdictApplied applied, Metrics logs) throws IOException {
        file.write(applied.attempt(), applied.sequence(), applied.epoch(), logs);
    }

    @Override
    public List<Path> places(RunStarted started) {
        return loggers(started).values().stream()
                .map(settings -> file(started, settings))
                .toList();
    }

    @Override
    public boolean whole(Path place) throws IOException {
        return CsvFile.whole(place);
    }

    @Override
    public void forget(Path place) throws IOException {
        open.values().removeIf(files -> files.values().stream().anyMatch(one -> one.at(place)));
        CsvFile.forget(place);
    }

    private void begin(RunStarted started) throws IOException {
        Map<Integer, CsvFile> files = files(started.run());
        for (Map.Entry<Integer, Map<String, Object>> logger : loggers(started).entrySet()) {
            char separator = String.valueOf(logger.getValue().getOrDefault("separator", ","))
                    .charAt(0);
            int position = logger.getKey();
            files.put(
                    position, CsvFile.begin(file(started, logger.getValue()), position, separator, started.attempt()));
        }
    }

    private static Map<Integer, Map<String, Object>> loggers(RunStarted started) {
        Map<Integer, Map<String, Object>> loggers = new TreeMap<>();
        List<Map<String, Object>> callbacks = started.spec().callbacks();
        for (int position = 0; position < callbacks.size(); position++) {
            if ("CSVLogger".equals(callbacks.get(position).get("type"))) {
                loggers.put(position, callbacks.get(position));
            }
        }
        return loggers;
    }

    private Path file(RunStarted started, Map<String, Object> settings) {
        return root.resolve(started.run()).resolve(String.valueOf(settings.get("filename")));
    }

    /** Those of a run under way are found by their bookmarks when the recorder was restarted. */
    private Map<Integer, CsvFile> files(String run) throws IOException {
        Map<Integer, CsvFile> known = open.get(run);
        if (known == null) {
            known = new TreeMap<>();
            Path folder = root.resolve(run);
            if (Files.isDirectory(folder)) {
                for (CsvFile file : CsvFile.below(folder)) {
                    known.put(file.position(), file);
                }
            }
            open.put(run, known);
        }
        return known;
    }
}
