package io.epochal.callback.recording;

import io.epochal.protocol.RunSpec;
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
    public List<Path> places(RunStarted started) {
        Path folder = root.resolve(started.run());
        return positions(started.spec()).stream()
                .map(position -> folder.resolve(logDir(started.spec(), position)))
                .toList();
    }

    @Override
    public boolean whole(Path place) throws IOException {
        Optional<Bookmark> bookmark = Bookmark.readable(place);
        if (bookmark.isEmpty()) {
            return false;
        }
        for (int position : positions(bookmark.get().spec())) {
            if (EventFiles.of(place, position, bookmark.get()).hold(bookmark.get())) {
                return true;
            }
        }
        return false;
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
        List<RunRecording> known = open.getOrDefault(event.run(), List.of());
        boolean anew = event instanceof RunStarted
                && (known.isEmpty() || known.stream().anyMatch(one -> one.attempt() < event.attempt()));
        if (open.containsKey(event.run()) && !anew) {
            return known;
        }
        for (RunRecording old : known) {
            old.close();
        }
        List<RunRecording> begun = begin(event);
        open.put(event.run(), begun);
        return begun;
    }

    private List<RunRecording> begin(TrainingEvent event) throws IOException {
        List<RunRecording> recordings = new ArrayList<>();
        Path folder = root.resolve(event.run());
        if (event instanceof RunStarted started) {
            for (int position : positions(started.spec())) {
                Path logDir = folder.resolve(logDir(started.spec(), position));
                Optional<Bookmark> bookmark = Bookmark.readFrom(logDir);
                recordings.add(
                        bookmark.isPresent() && bookmark.get().attempt() >= started.attempt()
                                ? RunRecording.open(logDir, position, bookmark.get())
                                : RunRecording.begin(logDir, position, started));
            }
            return recordings;
        }
        return reopened(folder);
    }

    /** The recorder was restarted in the middle of a run: its bookmarks know the rest. */
    private static List<RunRecording> reopened(Path folder) throws IOException {
        List<RunRecording> recordings = new ArrayList<>();
        if (Files.notExists(folder)) {
            return recordings;
        }
        try (var folders = Files.walk(folder, 4)) {
            for (Path logDir : folders.filter(Files::isDirectory).toList()) {
                Optional<Bookmark> bookmark = Bookmark.readFrom(logDir);
                if (bookmark.isPresent()) {
                    RunSpec spec = bookmark.get().spec();
                    for (int position : positions(spec)) {
                        if (folder.resolve(logDir(spec, position)).equals(logDir)) {
                            recordings.add(RunRecording.open(logDir, position, bookmark.get()));
                        }
                    }
                }
            }
        }
        return recordings;
    }

    private static List<Integer> positions(RunSpec spec) {
        List<Integer> positions = new ArrayList<>();
        for (int position = 0; position < spec.callbacks().size(); position++) {
            if ("TensorBoard".equals(spec.callbacks().get(position).get("type"))) {
                positions.add(position);
            }
        }
        return positions;
    }

    private static String logDir(RunSpec spec, int position) {
        return String.valueOf(spec.callbacks().get(position).getOrDefault("log_dir", "logs"));
    }
}
