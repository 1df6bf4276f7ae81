package io.epochal.trainer.djl.safetensors;

import ai.djl.ndarray.NDManager;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.trainer.djl.tensor.ReadableMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A header and, behind it, the values of tensors: each read copies a piece of native memory. For one thread. */
final class TensorStream extends InputStream {
    /** Bytes for which one read holds the memory at most. */
    private static final int LONGEST_READ = 1 << 20;

    private final Iterator<? extends TensorSource> tensors;
    private final NDManager manager;
    private final ReadableMemory memory;
    private @Nullable NativeValues values;
    private ByteBuffer piece;

    TensorStream(byte[] header, List<? extends TensorSource> tensors, NDManager manager, ReadableMemory memory) {
        this.tensors = tensors.iterator();
        this.manager = manager;
        this.memory = memory;
        this.piece = ByteBuffer.wrap(header);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        try {
            return length == 0 ? 0 : memory.read(() -> copied(into, from, length));
        } catch (ReadableMemory.FreedException e) {
            // No retry would find it.
            throw new StoreRefusal(ReadableMemory.FREED, e);
        }
    }

    private int copied(byte[] into, int from, int length) {
        while (!piece.hasRemaining()) {
            if (!next()) {
                return -1;
            }
        }
        int count = Math.min(Math.min(length, piece.remaining()), LONGEST_READ);
        piece.get(into, from, count);
        return count;
    }

    /** Goes on to the next piece; the copy of a tensor that is read is freed before the next one is made. */
    private boolean next() {
        if (values != null && values.hasNext()) {
            piece = values.next();
            return true;
        }
        free();
        if (!tensors.hasNext()) {
            return false;
        }
        values = new NativeValues(manager, tensors.next().values());
        return true;
    }

    private void free() {
        if (values != null) {
            values.close();
            values = null;
        }
    }

    @Override
    public void close() {
        try {
            memory.read(() -> {
                free();
                return piece.limit(0);
            });
        } catch (ReadableMemory.FreedException e) {
            // With everything else.
            values = null;
        }
    }
}
