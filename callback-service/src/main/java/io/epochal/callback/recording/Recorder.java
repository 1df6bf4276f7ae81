package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes runs down in files of which each keeps beside it how far it is written, so that it makes no difference how often an event
 * is told. A place is what is written, and lost, as one.
 */
interface Recorder {
    /**
     * The event is in the files when this returns; {@link IOException} when it cannot be written now, {@link WrittenElsewhere} when it
     * can once this has {@link #letGo}.
     */
    void record(TrainingEvent event) throws IOException;

    /** Where the run is to be written from this event on, by the callbacks list that it carries. */
    List<Path> places(TrainingEvent.Barrier barrier);

    /** Whether all that was ever confirmed of a place is still there. */
    boolean whole(Path place) throws IOException;

    /** Drops how far a place is written, so that it is written anew when the log is told from its beginning. */
    void forget(Path place) throws IOException;

    /** Closes what is open: the next event is recorded behind what is on disk, which another replica may have written. */
    void letGo() throws IOException;
}
