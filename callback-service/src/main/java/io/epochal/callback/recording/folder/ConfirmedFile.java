package io.epochal.callback.recording.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A file that a recorder has begun, of which only so much counts as is confirmed in its marks. */
public final class ConfirmedFile implements Closeable {
    private final FileChannel channel;

    private ConfirmedFile(FileChannel channel) {
        this.channel = channel;
    }

    /** {@link UnrecordableException} when anything lies there. */
    public static void requireNothing(RecordingRoot root, Path file) throws IOException {
        if (RecordingRoot.look(file).isPresent()) {
            throw new UnrecordableException(
                    root.shown(file) + " is there already, and this recorder has not begun it: it is left alone");
        }
    }

    /** A new one; {@link UnrecordableException} when anything lies there already. */
    public static ConfirmedFile begin(RecordingRoot root, Path file) throws IOException {
        root.createFoldersOf(file);
        requireNothing(root, file);
        return new ConfirmedFile(root.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
    }

    /**
     * Goes on at this length in one that was begun; what lies beyond was not confirmed and is cut off. {@link NoSuchFileException}
     * when less is there.
     */
    public static ConfirmedFile openAt(RecordingRoot root, Path file, long length) throws IOException {
        if (length == 0 && RecordingRoot.look(file).isEmpty()) {
            return begin(root, file);
        }
        FileChannel channel = root.open(file, Set.of(StandardOpenOption.WRITE));
        ConfirmedFile opened = new ConfirmedFile(channel);
        try {
            if (channel.size() < length) {
                throw new NoSuchFileException(root.shown(file), null, "what was recorded there is gone");
            }
            opened.cut(length);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    public void write(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** Takes back what lies beyond this length. */
    public void cut(long length) throws IOException {
        channel.truncate(length);
        channel.position(length);
    }

    public long length() throws IOException {
        return channel.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
