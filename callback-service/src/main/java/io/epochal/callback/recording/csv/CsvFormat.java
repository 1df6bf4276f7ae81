package io.epochal.callback.recording.csv;

import io.epochal.callback.recording.Format;
import io.epochal.callback.recording.OpenRecording;
import io.epochal.callback.recording.Wanted;
import io.epochal.callback.recording.folder.RecordedPlace;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code ROOT/RUN/filename}, for every CSVLogger of a list. */
public record CsvFormat(RecordingRoot root) implements Format {
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
    public List<CsvSettings> in(Wanted wanted) {
        return wanted.csv();
    }

    @Override
    public Optional<String> placeOf(String file) {
        return file.endsWith(CsvFiles.ASKED)
                ? Optional.of(file.substring(0, file.length() - CsvFiles.ASKED.length()))
                : Optional.empty();
    }

    @Override
    public boolean begun(RecordedPlace place) throws IOException {
        return CsvFiles.at(root, place).begun();
    }

    @Override
    public boolean whole(RecordedPlace place) throws IOException {
        return CsvFiles.at(root, place).whole();
    }

    @Override
    public OpenRecording open(RecordedPlace place) throws IOException {
        return CsvRecording.open(CsvFiles.at(root, place));
    }

    @Override
    public OpenRecording begin(RecordedPlace place, TrainingEvent.Barrier first, boolean ours) throws IOException {
        return CsvRecording.begin(CsvFiles.at(root, place), ours);
    }

    @Override
    public void forget(RecordedPlace place) throws IOException {
        CsvFiles.at(root, place).forgetMarks();
    }
}
