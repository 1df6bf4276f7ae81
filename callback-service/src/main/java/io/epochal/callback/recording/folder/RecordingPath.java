package io.epochal.callback.recording.folder;

import io.epochal.protocol.RelativePath;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.util.Optional;

/**
 * The path of one recording: a file or folder below its run's folder, and never outside of it.
 *
 * @param run its id
 * @param name below the run's folder, with {@code /} between its parts
 */
public record RecordingPath(String run, String name) {
    public RecordingPath {
        Identifier.check("run", run);
        if (!RelativePath.normalize("place", name).equals(name)) {
            throw new SpecException("place", "must be written without '.', '..' and empty parts", name);
        }
    }

    /** Reads what {@link #toString} wrote; empty for anything else. */
    public static Optional<RecordingPath> read(String written) {
        int end = written.indexOf('/');
        if (end < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RecordingPath(written.substring(0, end), written.substring(end + 1)));
        } catch (SpecException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return run + "/" + name;
    }
}
