package io.epochal.callback.recording.csv;

import io.epochal.callback.policy.CSVLogger;
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

/** {@code ROOT/RUN/filename}, for every CSVLogger of a list. */
public record CsvFormat(RecordingRoot root) implements RecordingFormat {
    public static final String NAME = "csv";

    /** A recorder that writes CSVLogger's files below this folder. */
    public static RebuildingRecorder recorder(Path root, RecordingFailures failures) {
        return new RebuildingRecorder(root, CsvFormat::new, failures);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String type() {
        return CSVLogger.TYPE;
    }

    @Override
    public Optional<String> recordingOf(String file) {
        return file.endsWith(CsvFiles.SETTINGS)
                ? Optional.of(file.substring(0, file.length() - CsvFiles.SETTINGS.length()))
                : Optional.empty();
    }

    @Override
    public RecordingFiles files(RecordingPath path) throws UnrecordableException {
        return CsvFiles.at(root, path);
    }

    @Override
    public OpenRecording open(RecordingPath path) throws IOException {
        return CsvRecording.open(CsvFiles.at(root, path));
    }

    @Override
    public OpenRecording begin(RecordingPath path, TrainingEvent.Barrier first, boolean ours) throws IOException {
        return CsvRecording.begin(CsvFiles.at(root, path), ours);
    }
}
