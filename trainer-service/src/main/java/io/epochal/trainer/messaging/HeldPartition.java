package io.epochal.trainer.messaging;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Which partition's run a trainer is training, as it announces to the group when it joins. For any thread. */
final class HeldPartition {
    private static final int NONE = -1;

    private volatile int partition = NONE;

    void begin(int begun) {
        partition = begun;
    }

    void end() {
        partition = NONE;
    }

    ByteBuffer userData() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, partition);
    }

    /** What another member has announced; empty when it holds none. */
    static OptionalInt read(@Nullable ByteBuffer announced) {
        int held = announced == null || announced.remaining() < Integer.BYTES
                ? NONE
                : announced.getInt(announced.position());
        return held == NONE ? OptionalInt.empty() : OptionalInt.of(held);
    }
}
