package io.epochal.callback.delivery;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The record that a process handles right now, in a file that is mapped into memory: the next process reads there in which record
 * the one before has died, however it died. To write it down costs no call to the kernel.
 */
final class InProgress {
    private static final int SIZE = 512;
    private static final int STATE = 0;
    private static final int PARTITION = 4;
    private static final int OFFSET = 8;
    private static final int LENGTH = 16;
    private static final int TOPIC = 20;
    private static final int BUSY = 0x42555359;
    private static final int IDLE = 0;

    private final MappedByteBuffer file;

    private InProgress(MappedByteBuffer file) {
        this.file = file;
    }

    static InProgress in(FileChannel channel) throws IOException {
        return new InProgress(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
    }

    /** The record in which the process died that wrote this; empty when it died in none. */
    Optional<RecordPosition> left() {
        int length = file.getInt(LENGTH);
        if (file.getInt(STATE) != BUSY || length < 0 || length > SIZE - TOPIC) {
            return Optional.empty();
        }
        byte[] topic = new byte[length];
        file.get(TOPIC, topic);
        return Optional.of(new RecordPosition(
                new String(topic, StandardCharsets.UTF_8), file.getInt(PARTITION), file.getLong(OFFSET)));
    }

    void begin(RecordPosition place) {
        byte[] topic = place.topic().getBytes(StandardCharsets.UTF_8);
        file.putInt(PARTITION, place.partition());
        file.putLong(OFFSET, place.offset());
        file.putInt(LENGTH, topic.length);
        file.put(TOPIC, topic);
        file.putInt(STATE, BUSY);
    }

    void end() {
        file.putInt(STATE, IDLE);
    }
}
