package io.epochal.callback.recording.folder;

import java.io.IOException;
import java.nio.file.Path;

/** Another replica has written to a file that this one has open: it must be opened again. */
public final class ConcurrentWriteException extends IOException {
    private static final long serialVersionUID = 1L;

    public ConcurrentWriteException(Path file) {
        super("another callback service has written to " + file);
    }
}
