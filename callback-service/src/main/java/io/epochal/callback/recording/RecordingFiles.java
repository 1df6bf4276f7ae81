package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import java.io.IOException;
import java.nio.file.Path;

/** The files of one recording: those that users read, and beside them its settings and its offset index. */
public interface RecordingFiles {
    RecordingRoot root();

    RecordingPath path();

    /** The file with the settings that the recording is written under. */
    Path settings();

    /** The file of the {@link io.epochal.callback.recording.folder.OffsetIndex}. */
    Path index();

    /** Whether all that was ever confirmed is still there. */
    boolean areWhole() throws IOException;

    /** Whether a recorder has begun a recording here, whatever is left of it. */
    default boolean areBegun() throws IOException {
        return root().hasFile(settings()) || root().hasFile(index());
    }

    /** Deletes the index, so that the recording is written anew when the log is read from its beginning. */
    default void deleteIndex() throws IOException {
        root().delete(index());
    }

    /** Deletes what shows that the recording was ever begun. */
    default void deleteTraces() throws IOException {
        deleteIndex();
        root().delete(settings());
    }
}
