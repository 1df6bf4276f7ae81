package io.epochal.callback.recording.csv;

import io.epochal.callback.policy.ReservedNames;
import io.epochal.callback.recording.RecordingFiles;
import io.epochal.callback.recording.folder.JsonFile;
import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.UnrecordableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One CSV file, and the files beside it that hold its layout and how far it is written. */
record CsvFiles(RecordingRoot root, RecordingPath path, Path file) implements RecordingFiles {
    static final String SETTINGS = ReservedNames.RECORDED_CSV + ".json";
    private static final String INDEX = ReservedNames.RECORDED_CSV + ".marks";

    static CsvFiles at(RecordingRoot root, RecordingPath path) throws UnrecordableException {
        return new CsvFiles(root, path, root.resolve(path));
    }

    @Override
    public Path settings() {
        return file.resolveSibling(file.getFileName() + SETTINGS);
    }

    @Override
    public Path index() {
        return file.resolveSibling(file.getFileName() + INDEX);
    }

    Optional<CsvLayout> layout() throws IOException {
        return JsonFile.read(root, settings(), CsvLayout.class);
    }

    void write(CsvLayout layout) throws IOException {
        JsonFile.write(root, settings(), layout);
    }

    @Override
    public boolean areWhole() throws IOException {
        Optional<OffsetIndex.Entry> last = OffsetIndex.lastIn(root, index());
        return layout().isPresent()
                && last.isPresent()
                && root.hasFile(file)
                && Files.size(file) >= last.get().train();
    }
}
