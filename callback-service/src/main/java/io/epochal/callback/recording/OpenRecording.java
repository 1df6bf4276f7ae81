package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.ConcurrentWriteException;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.protocol.TrainingEvent;
import java.io.Closeable;
import java.io.IOException;

/**
 * What is written of one run at one path. Beside the files it keeps how far they are written, so an event that is delivered more
 * than once is recorded once; the events come in order.
 */
public interface OpenRecording extends Closeable {
    RecordingPath path();

    /** Whether another recording is to begin in its place with this event. */
    boolean endsAt(TrainingEvent event);

    /**
     * The event is in the files when this returns. {@link ConcurrentWriteException} when they must be opened again; when anything
     * else is thrown, exactly what was confirmed before is still there.
     *
     * @param plan of the event's callbacks list, where it has one
     */
    void record(TrainingEvent event, RecordingPlan plan) throws IOException;
}
