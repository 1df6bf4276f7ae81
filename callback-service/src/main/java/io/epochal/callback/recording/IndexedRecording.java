package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;

/**
 * A recording that confirms event by event in an offset index, under its lock: two replicas may believe for a moment that the run
 * is theirs to record. A format says what an event writes.
 */
public abstract class IndexedRecording implements OpenRecording {
    private final RecordingPath path;
    private final OffsetIndex index;

    protected IndexedRecording(RecordingPath path, OffsetIndex index) {
        this.path = path;
        this.index = index;
    }

    /** Builds a recording once the lock of its index is held. */
    @FunctionalInterface
    protected interface Opening<R> {
        R from(OffsetIndex index) throws IOException;
    }

    /** Opens a recording behind its last confirmed event; the index is closed again if that fails. */
    protected static <R> R open(RecordingFiles files, Opening<R> opening) throws IOException {
        OffsetIndex index = OffsetIndex.open(files.root(), files.index());
        return locked(index, () -> {
            index.read();
            return opening.from(index);
        });
    }

    /**
     * Begins a recording with an empty index. The index is written first, so that the recording is known as a recorder's own even
     * if this process dies in between.
     *
     * @param ours whether a recorder has begun it before; if not, nothing is left behind when the recording is impossible
     */
    protected static <R> R begin(RecordingFiles files, boolean ours, Opening<R> opening) throws IOException {
        OffsetIndex index = OffsetIndex.create(files.root(), files.index());
        try {
            return locked(index, () -> opening.from(index));
        } catch (UnrecordableException e) {
            if (!ours) {
                files.deleteTraces();
            }
            throw e;
        }
    }

    private interface Work<R> {
        R run() throws IOException;
    }

    private static <R> R locked(OffsetIndex index, Work<R> work) throws IOException {
        try (FileLock alone = index.lock()) {
            return work.run();
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /** Of a recording that is to be opened, but whose settings are missing. */
    protected static NoSuchFileException nothingRecorded(RecordingFiles files) {
        return new NoSuchFileException(files.path() + " holds nothing that was recorded");
    }

    @Override
    public final RecordingPath path() {
        return path;
    }

    @Override
    public final void record(TrainingEvent event, RecordingPlan plan) throws IOException {
        if (!concerns(event)) {
            return;
        }
        try (FileLock alone = index.lock()) {
            index.check();
            if (!index.covers(EventPosition.of(event))) {
                boolean done = false;
                try {
                    write(event, plan);
                    done = true;
                } finally {
                    if (!done) {
                        cutToIndex();
                    }
                }
            }
        }
    }

    /** Whether the event can change the files at all. */
    protected abstract boolean concerns(TrainingEvent event);

    /** Writes an event that the index does not cover yet, and confirms it there. */
    protected abstract void write(TrainingEvent event, RecordingPlan plan) throws IOException;

    /** Cuts the files to the lengths that the index confirms. */
    protected abstract void cutToIndex() throws IOException;

    protected final OffsetIndex index() {
        return index;
    }
}
