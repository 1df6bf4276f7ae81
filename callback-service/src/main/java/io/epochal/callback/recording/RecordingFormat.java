package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** In what files one kind of logger has runs written. */
public interface RecordingFormat {
    /** A word for logs, metrics and names of files. */
    String name();

    /** The callback's type. */
    String type();

    List<? extends LoggerSettings> in(RecordingPlan wanted);

    /** By the name of a file in a run's folder: the place that it tells of, below that folder; empty for another file. */
    Optional<String> placeOf(String file);

    /** Whether a recorder has begun a recording there, whatever is left of it. */
    boolean begun(RecordingPath place) throws IOException;

    /** Whether all that was ever confirmed of a place is still there. */
    boolean whole(RecordingPath place) throws IOException;

    /** Goes on behind what is confirmed. */
    OpenRecording open(RecordingPath place) throws IOException;

    /**
     * Begins, and leaves nothing of what was there before.
     *
     * @param ours whether a recorder has begun it before; if not, {@link UnrecordableException} when anything is there
     */
    OpenRecording begin(RecordingPath place, TrainingEvent.Barrier first, boolean ours) throws IOException;

    /** Drops how far a place is written, so that it is written anew when the log is told from its beginning. */
    void forget(RecordingPath place) throws IOException;
}
