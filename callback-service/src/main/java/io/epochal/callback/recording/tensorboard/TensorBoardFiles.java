package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.callback.recording.folder.ReservedNames;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.UnrecordableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The files of one TensorBoard recording, those that tell how far it is written among them. */
record TensorBoardFiles(RecordingRoot root, RecordingPath place, Path folder) {
    static final String ASKED = ReservedNames.RECORDED + ".json";
    private static final String MARKS = ReservedNames.RECORDED + ".marks";

    static TensorBoardFiles at(RecordingRoot root, RecordingPath place) throws UnrecordableException {
        return new TensorBoardFiles(root, place, root.resolve(place));
    }

    Path marks() {
        return folder.resolve(MARKS);
    }

    Optional<SettingsHistory> asked() throws IOException {
        return SettingsHistory.readFrom(root, folder.resolve(ASKED));
    }

    void write(SettingsHistory asked) throws IOException {
        asked.writeTo(root, folder.resolve(ASKED));
    }

    EventFiles events(SettingsHistory asked) {
        return EventFiles.of(folder, asked.file());
    }

    /** Whether a recorder has left anything here that tells of a recording. */
    boolean begun() throws IOException {
        return root.hasFile(folder.resolve(ASKED)) || root.hasFile(marks());
    }

    /** Whether all that was ever confirmed here is still there. */
    boolean whole() throws IOException {
        Optional<SettingsHistory> asked = asked();
        Optional<OffsetIndex.Mark> last = OffsetIndex.lastIn(root, marks());
        return asked.isPresent() && last.isPresent() && events(asked.get()).hold(root, last.get());
    }

    /** A reader would take the files of an earlier attempt for events that are there twice. */
    void deleteEvents() throws IOException {
        Optional<SettingsHistory> asked = asked();
        if (asked.isPresent()) {
            events(asked.get()).delete(root);
        } else {
            EventFiles.deleteAll(root, folder);
        }
    }

    /** Drops how far it is written. */
    void forgetMarks() throws IOException {
        root.delete(marks());
    }

    /** Drops that it was ever begun. */
    void forget() throws IOException {
        forgetMarks();
        root.delete(folder.resolve(ASKED));
    }
}
