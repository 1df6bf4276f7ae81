package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes runs down in files of which each keeps beside it how far it is written, so that it makes no difference how often an event
 * is told. A place is what is written, and lost, as one.
 */
interface Recorder {
    /** The event is in the files when this returns; {@link IOException} when it cannot be written now. */
    void record(TrainingEvent event) throws IOException;

    /** Where this recorder writes the run. */
    List<Path> places(RunStarted started);

    /** Whether all that was ever confirmed of a place is still there. */
    boolean whole(Path place) throws IOException;

    /** Drops how far a place is written, so that it is written anew when the run's first event is told again. */
    void forget(Path place) throws IOException;
}
