package io.epochal.trainer.djl.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.ByteBuffer;

/**
 * The values of a tensor as buffers on its own memory, one piece after the other: a buffer has at most 2 GiB. On a device without shared
 * memory each is a copy of the piece.
 */
final class NativeValues implements AutoCloseable {
    private static final long PIECE = 1 << 26;

    private final NDManager scope;
    private final NDArray flat;
    private final long piece;
    private long next;
    private NDManager current;

    /** @param values closed with this */
    NativeValues(NDManager manager, NDArray values) {
        this.scope = manager.newSubManager();
        values.attach(scope);
        this.flat = values.reshape(-1);
        flat.attach(scope);
        this.piece = PIECE / values.getDataType().getNumOfBytes();
        this.current = scope.newSubManager();
    }

    boolean hasNext() {
        return next < flat.size();
    }

    /** Valid until the next call, or until this is closed. */
    ByteBuffer next() {
        current.close();
        current = scope.newSubManager();
        long from = next;
        next = Math.min(flat.size(), from + piece);
        return flat.get(current, new NDIndex("{}:{}", from, next)).toByteBuffer(true);
    }

    @Override
    public void close() {
        scope.close();
    }
}
