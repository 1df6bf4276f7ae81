package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.recording.folder.ConfirmedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** What one event adds to an event file, written at once: a batch may have many scalars. */
final class GatheredRecords {
    private final ConfirmedFile file;
    private ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    GatheredRecords(ConfirmedFile file) {
        this.file = file;
    }

    /** Whether the file has nothing yet. */
    boolean isFirst() {
        return file.length() == 0;
    }

    void add(byte[] payload) {
        gathered.writeBytes(TfRecord.record(payload));
    }

    void write() throws IOException {
        if (gathered.size() > 0) {
            file.write(gathered.toByteArray());
        }
    }

    /** Forgets what was added; images are not kept in memory behind their event. */
    void clear() {
        if (gathered.size() > 0) {
            gathered = new ByteArrayOutputStream();
        }
    }
}
