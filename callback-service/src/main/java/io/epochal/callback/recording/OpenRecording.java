package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.ConcurrentWriteException;
import io.epochal.protocol.TrainingEvent;
import java.io.Closeable;
import java.io.IOException;

/**
 * What is written of one run at one place. It keeps beside the files how far they are written, so that it makes no difference how
 * often an event is told; the events come in order.
 */
public interface OpenRecording extends Closeable {
    RecordingPath place();

    /** Whether another one is to begin in its place with this event. */
    boolean endsAt(TrainingEvent event);

    /**
     * The event is in the files when this returns. {@link ConcurrentWriteException} when they are to be opened again; when anything else is
     * thrown, what was confirmed before is still there, and no more.
     *
     * @param wanted what the event's callbacks list asks for, where it has one
     */
    void record(TrainingEvent event, RecordingPlan wanted) throws IOException;
}
