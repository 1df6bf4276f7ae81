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
            close(recordings);
            open.remove(event.run());
        }
    }

    @Override
    public List<Path> places(TrainingEvent.Barrier barrier) {
        Path run = root.resolve(barrier.run());
        return TensorBoardSettings.in(barrier.callbacks()).stream()
                .map(settings -> settings.below(run))
                .distinct()
                .toList();
    }

    @Override
    public boolean whole(Path place) throws IOException {
        return RunRecording.whole(place);
    }

    @Override
    public void forget(Path place) throws IOException {
        for (List<RunRecording> recordings : open.values()) {
            drop(place, recordings);
        }
        RunRecording.forget(place);
    }

    @Override
    public void letGo() throws IOException {
        for (List<RunRecording> recordings : open.values()) {
            close(recordings);
        }
        open.clear();
    }

    private static void close(List<RunRecording> recordings) throws IOException {
        for (RunRecording recording : recordings) {
            recording.close();
        }
    }

    private static void drop(Path place, List<RunRecording> recordings) throws IOException {
        List<RunRecording> dropped =
                recordings.stream().filter(one -> one.isIn(place)).toList();
        close(dropped);
        recordings.removeAll(dropped);
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
        for (Path place : places(barrier)) {
            if (barrier instanceof RunStarted
                    && known.stream().anyMatch(one -> one.isIn(place) && one.attempt() < barrier.attempt())) {
                drop(place, known);
            }
            if (known.stream().noneMatch(one -> one.isIn(place))) {
                known.add(RunRecording.begin(root.resolve(barrier.run()), place, barrier));
            }
        }
    }

    /** The recorder was restarted in the middle of a run: what is beside the files knows the rest. */
    private static List<RunRecording> reopened(Path run) throws IOException {
        List<RunRecording> recordings = new ArrayList<>();
        if (Files.notExists(run)) {
            return recordings;
        }
        for (Path folder : Tree.of(run)) {
            if (Files.isDirectory(folder)) {
                RunRecording.open(run, folder).ifPresent(recordings::add);
            }
        }
        return recordings;
    }
}
