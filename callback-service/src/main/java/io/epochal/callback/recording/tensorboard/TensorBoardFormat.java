package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.policy.TensorBoard;
import io.epochal.callback.recording.OpenRecording;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.RecordingFiles;
import io.epochal.callback.recording.RecordingFormat;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Event files below {@code ROOT/RUN/log_dir}, for every TensorBoard of a list. */
public record TensorBoardFormat(RecordingRoot root) implements RecordingFormat {
    public static final String NAME = "tensorboard";
    private static final String SETTINGS = "/" + TensorBoardFiles.SETTINGS;

    /** A recorder that writes TensorBoard's event files below this folder. */
    public static RebuildingRecorder recorder(Path root, RecordingFailures failures) {
        return new RebuildingRecorder(root, TensorBoardFormat::new, failures);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String type() {
        return TensorBoard.TYPE;
    }

    @Override
    public Optional<String> recordingOf(String file) {
        return file.endsWith(SETTINGS)
                ? Optional.of(file.substring(0, file.length() - SETTINGS.length()))
                : Optional.empty();
    }

    @Override
    public RecordingFiles files(RecordingPath path) throws UnrecordableException {
        return TensorBoardFiles.at(root, path);
    }

    @Override
    public OpenRecording open(RecordingPath path) throws IOException {
        return TensorBoardRecording.open(TensorBoardFiles.at(root, path));
    }

    @Override
    public OpenRecording begin(RecordingPath path, TrainingEvent.Barrier first, boolean ours) throws IOException {
        return TensorBoardRecording.begin(TensorBoardFiles.at(root, path), first, ours);
    }
}
