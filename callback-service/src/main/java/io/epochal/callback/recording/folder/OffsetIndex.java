package io.epochal.callback.recording.folder;

import io.epochal.protocol.EventPosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * The lengths of a recording's files after each event that is in them, oldest first. A recorder that restarts resumes behind the
 * last entry, so no event is lost or recorded twice. A resumed run may return to any entry.
 *
 * <p>28 bytes an event, appended to one file beside the recording: the millionth event costs as much as the first one.
 */
public final class OffsetIndex implements Closeable {
    private static final int BYTES = Integer.BYTES + 3 * Long.BYTES;

    /**
     * The confirmed lengths after one event.
     *
     * @param position of the event
     * @param train bytes of the training file that are confirmed with it, or of the only file
     * @param validation bytes of the validation file
     */
    public record Entry(EventPosition position, long train, long validation) {
        public static final Entry NONE = new Entry(EventPosition.BEGINNING, 0, 0);
    }

    private final Path file;
    private final FileChannel channel;
    private long count;
    private Entry last;

    private OffsetIndex(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.last = Entry.NONE;
    }

    /** The index of a recording, still to be {@link #read}. */
    public static OffsetIndex open(RecordingRoot root, Path file) throws IOException {
        return new OffsetIndex(file, root.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)));
    }

    /** An empty index, for a recording that begins. */
    public static OffsetIndex create(RecordingRoot root, Path file) throws IOException {
        root.createParents(file);
        return new OffsetIndex(
                file,
                root.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)));
    }

    /** Locks the index against other replicas until the lock is closed. */
    public FileLock lock() throws IOException {
        return channel.lock();
    }

    /** Reads the last entry; half an entry at the end is cut off. */
    public void read() throws IOException {
        count = channel.size() / BYTES;
        channel.truncate(count * BYTES);
        last = count == 0 ? Entry.NONE : read(channel, count - 1);
    }

    /**
     * {@link NoSuchFileException} when the file was deleted, {@link ConcurrentWriteException} when another replica has written to
     * it.
     */
    public void check() throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString(), null, "what was recorded there is missing");
        }
        if (channel.size() != count * BYTES
                || (count > 0 && !read(channel, count - 1).equals(last))) {
            throw new ConcurrentWriteException(file);
        }
    }

    /** The last entry of an index that is not open; empty when there is none. */
    public static Optional<Entry> lastIn(RecordingRoot root, Path file) throws IOException {
        if (!root.hasFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = root.open(file, Set.of(StandardOpenOption.READ))) {
            long count = channel.size() / BYTES;
            return count == 0 ? Optional.empty() : Optional.of(read(channel, count - 1));
        }
    }

    /** The last entry; {@link Entry#NONE} in an empty index. */
    public Entry last() {
        return last;
    }

    /** Whether the files hold this event. */
    public boolean covers(EventPosition position) {
        return !last.position().isBefore(position);
    }

    public void append(Entry mark) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(mark.position().attempt()).putLong(mark.position().sequence());
        bytes.putLong(mark.train()).putLong(mark.validation()).flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes, count * BYTES + bytes.position());
        }
        count++;
        last = mark;
    }

    /** Removes the entries from this event on. */
    public void truncate(EventPosition firstVoid) throws IOException {
        long kept = 0;
        long end = count;
        while (kept < end) {
            long middle = (kept + end) / 2;
            if (read(channel, middle).position().isBefore(firstVoid)) {
                kept = middle + 1;
            } else {
                end = middle;
            }
        }
        channel.truncate(kept * BYTES);
        count = kept;
        last = count == 0 ? Entry.NONE : read(channel, count - 1);
    }

    private static Entry read(FileChannel channel, long index) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, index * BYTES + bytes.position()) < 0) {
                throw new IOException("entry " + index + " was cut off while it was read");
            }
        }
        bytes.flip();
        return new Entry(new EventPosition(bytes.getInt(), bytes.getLong()), bytes.getLong(), bytes.getLong());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
