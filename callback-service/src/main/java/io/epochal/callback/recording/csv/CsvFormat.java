package io.epochal.callback.recording.csv;

import io.epochal.callback.recording.RecordingFormat;
import io.epochal.callback.recording.OpenRecording;
import io.epochal.callback.recording.RecordingPlan;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code ROOT/RUN/filename}, for every CSVLogger of a list. */
public record CsvFormat(RecordingRoot root) implements RecordingFormat {
    public static final String NAME = "csv";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String type() {
        return CsvSettings.TYPE;
    }

    @Override
    public List<CsvSettings> in(RecordingPlan wanted) {
        return wanted.csv();
    }

    @Override
    public Optional<String> placeOf(String file) {
        return file.endsWith(CsvFiles.ASKED)
                ? Optional.of(file.substring(0, file.length() - CsvFiles.ASKED.length()))
                : Optional.empty();
    }

    @Override
    public boolean begun(RecordingPath place) throws IOException {
        return CsvFiles.at(root, place).begun();
    }

    @Override
    public boolean whole(RecordingPath place) throws IOException {
        return CsvFiles.at(root, place).whole();
    }

    @Override
    public OpenRecording open(RecordingPath place) throws IOException {
        return CsvRecording.open(CsvFiles.at(root, place));
    }

    @Override
    public OpenRecording begin(RecordingPath place, TrainingEvent.Barrier first, boolean ours) throws IOException {
        return CsvRecording.begin(CsvFiles.at(root, place), ours);
    }

    @Override
    public void forget(RecordingPath place) throws IOException {
        CsvFiles.at(root, place).forgetMarks();
    }
}
