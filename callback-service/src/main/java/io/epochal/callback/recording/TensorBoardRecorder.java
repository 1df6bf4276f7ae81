package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
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
public final class TensorBoardRecorder {
    private final Path root;
    private final Map<String, List<RunRecording>> open = new HashMap<>();

    public TensorBoardRecorder(Path root) {
        this.root = root;
    }

    /** The event is in the files when this returns; {@link IOException} when it cannot be written now. */
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

    private List<RunRecording> recordings(TrainingEvent event) throws IOException {
        List<RunRecording> known = open.get(event.run());
        if (known == null) {
            known = reopened(root.resolve(event.run()));
            open.put(event.run(), known);
        }
        if (event instanceof TrainingEvent.Barrier barrier) {
            begin(barrier, known);
        }
        return known;
    }

    /** Those that are new in the list; all of them where a run begins anew. */
    private void begin(TrainingEvent.Barrier barrier, List<RunRecording> known) throws IOException {
        Path run = root.resolve(barrier.run());
        for (TensorBoardSettings settings : TensorBoardSettings.in(barrier.callbacks())) {
            Path folder = run.resolve(settings.logDir());
            if (barrier instanceof TrainingEvent.RunStarted) {
                known.removeIf(one -> one.isBelow(folder) && one.attempt() < barrier.attempt());
            }
            if (known.stream().noneMatch(one -> one.isBelow(folder))) {
                known.add(RunRecording.begin(run, folder, barrier));
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
