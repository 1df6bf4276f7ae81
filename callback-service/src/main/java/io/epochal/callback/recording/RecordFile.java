package io.epochal.callback.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A file of TFRecords: length, its masked CRC-32C, payload, its masked CRC-32C; all little-endian. */
final class RecordFile implements Closeable {
    private final FileChannel channel;

    private RecordFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Goes on at this length; what lies beyond was not confirmed and is cut off. {@link NoSuchFileException} when less is there.
     */
    static RecordFile openAt(Path file, long length) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.size() < length) {
            channel.close();
            throw new NoSuchFileException(file.toString(), null, "what was recorded there is gone");
        }
        channel.truncate(length);
        channel.position(length);
        return new RecordFile(channel);
    }

    /** Writes one record, whole for every reader that follows the file. */
    void write(byte[] payload) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(payload.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(payload.length);
        record.putInt(maskedCrc(record.array(), 0, 8));
        record.put(payload);
        record.putInt(maskedCrc(payload, 0, payload.length));
        record.flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** Takes back what lies beyond this length. */
    void cut(long length) throws IOException {
        channel.truncate(length);
        channel.position(length);
    }

    long length() throws IOException {
        return channel.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    static int maskedCrc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + 0xa282ead8;
    }
}
