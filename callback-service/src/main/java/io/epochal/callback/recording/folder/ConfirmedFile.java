package io.epochal.callback.recording.folder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A file that a recorder has begun; only the length that its offset index confirms counts. */
public final class ConfirmedFile implements Closeable {
    private final FileChannel channel;
    private long length;

    private ConfirmedFile(FileChannel channel) {
        this.channel = channel;
    }

    /** {@link UnrecordableException} when anything is there. */
    public static void requireNothing(RecordingRoot root, Path file) throws IOException {
        if (RecordingRoot.look(file).isPresent()) {
            throw new UnrecordableException(
                    root.shown(file) + " is there already, and this recorder has not begun it: it is left as it is");
        }
    }

    /** Creates a file; {@link UnrecordableException} when anything is there already. */
    public static ConfirmedFile begin(RecordingRoot root, Path file) throws IOException {
        root.createParents(file);
        requireNothing(root, file);
        return new ConfirmedFile(root.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
    }

    /**
     * Opens a file that was begun, at this length; what is beyond it was not confirmed and is cut off. {@link NoSuchFileException}
     * when the file is shorter.
     */
    public static ConfirmedFile openAt(RecordingRoot root, Path file, long length) throws IOException {
        if (length == 0 && RecordingRoot.look(file).isEmpty()) {
            return begin(root, file);
        }
        FileChannel channel = root.open(file, Set.of(StandardOpenOption.WRITE));
        ConfirmedFile opened = new ConfirmedFile(channel);
        try {
            if (channel.size() < length) {
                throw new NoSuchFileException(root.shown(file), null, "what was recorded there is missing");
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
            length += channel.write(rest);
        }
    }

    /** Cuts off what is beyond this length. */
    public void cut(long confirmed) throws IOException {
        channel.truncate(confirmed);
        channel.position(confirmed);
        length = confirmed;
    }

    /** In bytes, with what is not confirmed yet. */
    public long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
