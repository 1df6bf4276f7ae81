package io.epochal.callback.store;

import io.epochal.export.ModelFile;
import java.io.IOException;
import java.io.OutputStream;

/** A file on its way out. It holds its memory until it is closed, which may be done more than once and by any thread. */
public final class OutgoingModel implements AutoCloseable {
    private final ModelFile file;
    private final Runnable release;
    private boolean closed;

    OutgoingModel(ModelFile file, Runnable release) {
        this.file = file;
        this.release = release;
    }

    /** In bytes. */
    public long size() {
        return file.size();
    }

    /** Writes all of it; the stream stays open. What was written counts only when this returns. */
    public void write(OutputStream out) throws IOException {
        file.write(out);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
