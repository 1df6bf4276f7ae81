package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes every run whose callbacks list has a TensorBoard below {@code ROOT/RUN/log_dir}. Used by one thread; the events of a run
 * come in order, perhaps more than once.
 */
final class TensorBoardRecorder implements Recorder {
    private final Path root;
    private final Map<String, List<RunRecording>> open = new HashMap<>();

    TensorBoardRecorder(Path root) {
        this.root = root;
    }

    @Override
    public void record(TrainingEvent event) throws IOException {
        List<RunRecording> recordings = recordings(event);
        for (RunRecording recording : recordings) {
            recording.record(event);
        }
        if (event instanceof TrainingEvent.RunEnded) {
            for (RunRecording recording : recordings) {
                recording.close();
            }
            open.remove(event.run());
        }
    }

    @Override
    public List<Path> places(TrainingEvent.Barrier event) {
        Path run = root.resolve(event.run());
        return TensorBoardSettings.in(event.callbacks()).stream()
                .map(settings -> run.resolve(settings.logDir()))
                .toList();
    }

    @Override
    public boolean whole(Path place) throws IOException {
        Optional<Bookmark> bookmark = Bookmark.readable(place);
        return bookmark.isPresent() && EventFiles.of(place, bookmark.get()).hold(bookmark.get());
    }

    @Override
    public void forget(Path place) throws IOException {
        for (List<RunRecording> recordings : open.values()) {
            for (RunRecording recording : recordings) {
                if (recording.at(place)) {
                    recording.close();
                }
            }
        }
        open.values().removeIf(recordings -> recordings.stream().anyMatch(one -> one.at(place)));
        Bookmark.delete(place);
    }

    private List<RunRecording> recordings(TrainingEvent event) throws IOException {
        List<RunRecording> known = open.get(event.run());
        if (known == null) {
            known = reopened(root.resolve(event.run()));
            open.put(event.run(), known);
        }
        if (event instanceof RunStarted started) {
            letGo(known, started);
        }
        if (event instanceof TrainingEvent.Barrier barrier) {
            begin(barrier, known);
        }
        return known;
    }

    /** A run that begins anew leaves nothing of the attempts before. */
    private static void letGo(List<RunRecording> known, RunStarted started) throws IOException {
        for (RunRecording old : List.copyOf(known)) {
            if (old.attempt() < started.attempt()) {
                old.close();
                known.remove(old);
            }
        }
    }

    /** Those that are new in the list. */
    private void begin(TrainingEvent.Barrier barrier, List<RunRecording> known) throws IOException {
        Path run = root.resolve(barrier.run());
        for (TensorBoardSettings settings : TensorBoardSettings.in(barrier.callbacks())) {
            if (known.stream().noneMatch(one -> one.at(run.resolve(settings.logDir())))) {
                known.add(RunRecording.begin(run, settings, barrier));
            }
        }
    }

    /** The recorder was restarted in the middle of a run: its bookmarks know the rest. */
    private static List<RunRecording> reopened(Path run) throws IOException {
        List<RunRecording> recordings = new ArrayList<>();
        if (Files.notExists(run)) {
            return recordings;
        }
        try (var folders = Files.walk(run, 4)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                Optional<Bookmark> bookmark = Bookmark.readFrom(folder);
                if (bookmark.isPresent()) {
                    recordings.add(RunRecording.open(run, folder, bookmark.get()));
                }
            }
        }
        return recordings;
    }
}
