package io.epochal.callback.recording.folder;

import java.io.IOException;
import java.nio.file.Path;

/** Another replica has written on in a file that this one has open: only what is on disk is true. */
public final class ConcurrentWriteException extends IOException {
    private static final long serialVersionUID = 1L;

    public ConcurrentWriteException(Path file) {
        super("another callback service has written on in " + file);
    }
}
