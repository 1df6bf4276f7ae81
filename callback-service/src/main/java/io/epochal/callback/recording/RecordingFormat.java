package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.util.Optional;

/** The port of a format: the files in which one type of logger has runs recorded. */
public interface RecordingFormat {
    /** The format's name in logs, metrics and file names. */
    String name();

    /** The callback's type. */
    String type();

    /** From the name of a file in a run's folder: the path of the recording it belongs to, below that folder; else empty. */
    Optional<String> recordingOf(String file);

    /** Those of one recording, whether or not they are there. */
    RecordingFiles files(RecordingPath path) throws UnrecordableException;

    /** Resumes behind what is confirmed. */
    OpenRecording open(RecordingPath path) throws IOException;

    /**
     * Begins a recording and deletes what an earlier one has left.
     *
     * @param ours whether a recorder has begun it before; if not, {@link UnrecordableException} when anything is there
     */
    OpenRecording begin(RecordingPath path, TrainingEvent.Barrier first, boolean ours) throws IOException;
}
