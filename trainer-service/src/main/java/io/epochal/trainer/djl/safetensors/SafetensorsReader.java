package io.epochal.trainer.djl.safetensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads a safetensors file into native memory, one tensor at a time. First its head, so that a reader can compare all names and shapes
 * before it takes a value.
 */
public final class SafetensorsReader {
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final List<TensorEntry> tensors;

    /** {@link IOException} unless it begins as a safetensors file. */
    public SafetensorsReader(InputStream in) throws IOException {
        this.in = in;
        this.tensors = SafetensorsHeader.read(in);
    }

    /** Takes one tensor's values, which are closed afterwards. */
    public interface Receiver {
        void take(TensorEntry tensor, NDArray values) throws IOException;
    }

    /** What the file has, in the order of the values. */
    public List<TensorEntry> tensors() {
        return tensors;
    }

    /**
     * Reads all values, to the end of the file; called once.
     *
     * @param manager on whose device they are given
     */
    public void forEach(NDManager manager, Receiver receiver) throws IOException {
        for (TensorEntry tensor : tensors) {
            try (NDManager host = manager.newSubManager(Device.cpu())) {
                NDArray values = host.create(tensor.shape(), tensor.type());
                fill(tensor, values);
                receiver.take(tensor, values.toDevice(manager.getDevice(), false));
            }
        }
        if (in.read() >= 0) {
            throw new IOException("the safetensors file has bytes behind its last tensor");
        }
    }

    private void fill(TensorEntry tensor, NDArray values) throws IOException {
        if (tensor.bytes() == 0) {
            return;
        }
        byte[] chunk = new byte[CHUNK];
        try (NDManager scope = values.getManager().newSubManager()) {
            NativeValues pieces = new NativeValues(scope, values.reshape(values.getShape()));
            while (pieces.hasNext()) {
                fill(tensor, pieces.next(), chunk);
            }
        }
    }

    private void fill(TensorEntry tensor, ByteBuffer piece, byte[] chunk) throws IOException {
        while (piece.hasRemaining()) {
            int wanted = Math.min(chunk.length, piece.remaining());
            if (in.readNBytes(chunk, 0, wanted) < wanted) {
                throw new EOFException("the safetensors file ends within " + tensor.name());
            }
            piece.put(chunk, 0, wanted);
        }
    }
}
