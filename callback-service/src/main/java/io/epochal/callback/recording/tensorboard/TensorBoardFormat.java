package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.recording.RecordingFormat;
import io.epochal.callback.recording.OpenRecording;
import io.epochal.callback.recording.RecordingPlan;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Event files below {@code ROOT/RUN/log_dir}, for every TensorBoard of a list. */
public record TensorBoardFormat(RecordingRoot root) implements RecordingFormat {
    public static final String NAME = "tensorboard";
    private static final String TOLD_BY = "/" + TensorBoardFiles.ASKED;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String type() {
        return TensorBoardSettings.TYPE;
    }

    @Override
    public List<TensorBoardSettings> in(RecordingPlan wanted) {
        return wanted.tensorBoard();
    }

    @Override
    public Optional<String> placeOf(String file) {
        return file.endsWith(TOLD_BY)
                ? Optional.of(file.substring(0, file.length() - TOLD_BY.length()))
                : Optional.empty();
    }

    @Override
    public boolean begun(RecordingPath place) throws IOException {
        return TensorBoardFiles.at(root, place).begun();
    }

    @Override
    public boolean whole(RecordingPath place) throws IOException {
        return TensorBoardFiles.at(root, place).whole();
    }

    @Override
    public OpenRecording open(RecordingPath place) throws IOException {
        return TensorBoardRecording.open(TensorBoardFiles.at(root, place));
    }

    @Override
    public OpenRecording begin(RecordingPath place, TrainingEvent.Barrier first, boolean ours) throws IOException {
        return TensorBoardRecording.begin(TensorBoardFiles.at(root, place), first, ours);
    }

    @Override
    public void forget(RecordingPath place) throws IOException {
        TensorBoardFiles.at(root, place).forgetMarks();
    }
}
