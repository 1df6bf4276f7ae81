package io.epochal.callback.recording;

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
 * How long a recording's files were behind each event that is in them, oldest first. A recorder that died goes on behind the last
 * one: no event is lost, none is there twice. A resume may go back to any of them.
 *
 * <p>28 bytes an event, appended to one file beside the recording, so that the millionth event costs what the first one does.
 */
final class Marks implements Closeable {
    private static final int BYTES = Integer.BYTES + 3 * Long.BYTES;

    /**
     * @param position of the event
     * @param train bytes of the training file that are confirmed with it, or of the only file
     * @param validation bytes of the validation file
     */
    record Mark(EventPosition position, long train, long validation) {
        static final Mark NONE = new Mark(EventPosition.BEGINNING, 0, 0);
    }

    private final Path file;
    private final FileChannel channel;
    private long count;
    private Mark last;

    private Marks(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.last = Mark.NONE;
    }

    /** Those of a recording, still to be {@link #read}. */
    static Marks open(RecordingRoot root, Path file) throws IOException {
        return new Marks(file, root.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)));
    }

    /** The same, for a recording that begins. */
    static Marks create(RecordingRoot root, Path file) throws IOException {
        root.createFoldersOf(file);
        return new Marks(
                file,
                root.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)));
    }

    /** Keeps other replicas out until it is closed: two may believe for a moment that the run is theirs to record. */
    FileLock lock() throws IOException {
        return channel.lock();
    }

    /** Half a mark at the end does not count. */
    void read() throws IOException {
        count = channel.size() / BYTES;
        channel.truncate(count * BYTES);
        last = count == 0 ? Mark.NONE : read(channel, count - 1);
    }

    /** {@link NoSuchFileException} when somebody has deleted the file, {@link WrittenElsewhere} when there are other marks in it. */
    void check() throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString(), null, "what was recorded there is gone");
        }
        if (channel.size() != count * BYTES
                || (count > 0 && !read(channel, count - 1).equals(last))) {
            throw new WrittenElsewhere(file);
        }
    }

    static Optional<Mark> lastIn(RecordingRoot root, Path file) throws IOException {
        if (!root.hasFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = root.open(file, Set.of(StandardOpenOption.READ))) {
            long count = channel.size() / BYTES;
            return count == 0 ? Optional.empty() : Optional.of(read(channel, count - 1));
        }
    }

    Mark last() {
        return last;
    }

    boolean cover(EventPosition position) {
        return !last.position().isBefore(position);
    }

    void append(Mark mark) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(mark.position().attempt()).putLong(mark.position().sequence());
        bytes.putLong(mark.train()).putLong(mark.validation()).flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes, count * BYTES + bytes.position());
        }
        count++;
        last = mark;
    }

    /** Revokes those from this position on. */
    void backTo(EventPosition firstVoid) throws IOException {
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
        last = count == 0 ? Mark.NONE : read(channel, count - 1);
    }

    private static Mark read(FileChannel channel, long index) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, index * BYTES + bytes.position()) < 0) {
                throw new IOException("mark " + index + " is cut off while it is read");
            }
        }
        bytes.flip();
        return new Mark(new EventPosition(bytes.getInt(), bytes.getLong()), bytes.getLong(), bytes.getLong());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
