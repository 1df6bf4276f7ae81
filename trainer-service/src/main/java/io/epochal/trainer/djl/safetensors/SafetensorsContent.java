package io.epochal.trainer.djl.safetensors;

import ai.djl.ndarray.NDManager;
import io.epochal.checkpoint.Content;
import io.epochal.trainer.djl.tensor.ReadableMemory;
import java.io.InputStream;
import java.util.List;

/**
 * Tensors as a safetensors file, read from native memory when somebody reads it: beside them it needs at most a copy of one of them,
 * and nothing of their size on the Java heap. The bytes are those of DJL's encoder.
 */
public final class SafetensorsContent implements Content {
    private final NDManager manager;
    private final ReadableMemory memory;
    private final List<? extends TensorSource> tensors;
    private final byte[] header;

    /**
     * @param manager of the memory; it is closed when that is freed
     * @param memory that the tensors are in
     */
    public SafetensorsContent(NDManager manager, ReadableMemory memory, List<? extends TensorSource> tensors) {
        this.manager = manager;
        this.memory = memory;
        this.tensors = List.copyOf(tensors);
        this.header =
                SafetensorsHeader.of(tensors.stream().map(TensorSource::entry).toList());
    }

    @Override
    public long size() {
        return header.length
                + tensors.stream().mapToLong(tensor -> tensor.entry().bytes()).sum();
    }

    /** Reading from it throws {@link io.epochal.checkpoint.StoreRefusal} once the memory is freed. */
    @Override
    public InputStream open() {
        return new TensorStream(header, tensors, manager, memory);
    }
}
