package io.epochal.callback.recording.csv;

import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.callback.recording.folder.ReservedNames;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.UnrecordableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One CSV file, and what lies beside it and tells how far it is written. */
record CsvFiles(RecordingRoot root, RecordingPath place, Path file) {
    static final String ASKED = ReservedNames.RECORDED_CSV + ".json";
    private static final String MARKS = ReservedNames.RECORDED_CSV + ".marks";

    static CsvFiles at(RecordingRoot root, RecordingPath place) throws UnrecordableException {
        return new CsvFiles(root, place, root.resolve(place));
    }

    Path marks() {
        return beside(MARKS);
    }

    Optional<CsvLayout> asked() throws IOException {
        return CsvLayout.readFrom(root, beside(ASKED));
    }

    void write(CsvLayout asked) throws IOException {
        asked.writeTo(root, beside(ASKED));
    }

    /** Whether a recorder has left anything here that tells of a recording. */
    boolean begun() throws IOException {
        return root.hasFile(beside(ASKED)) || root.hasFile(marks());
    }

    /** Whether all that was ever confirmed is still there. */
    boolean whole() throws IOException {
        Optional<OffsetIndex.Mark> last = OffsetIndex.lastIn(root, marks());
        return asked().isPresent()
                && last.isPresent()
                && root.hasFile(file)
                && Files.size(file) >= last.get().train();
    }

    /** Drops how far it is written. */
    void forgetMarks() throws IOException {
        root.delete(marks());
    }

    /** Drops that it was ever begun. */
    void forget() throws IOException {
        forgetMarks();
        root.delete(beside(ASKED));
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
