package io.epochal.keras;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code .weights.h5} file holds, or {@code model.weights.h5} in a {@code .keras} file: tensors by their paths in it, as
 * {@code layers/dense/vars/0} or {@code optimizer/vars/1}. {@link WeightPaths} says which variable of a model is where.
 */
public record WeightsFile(Map<String, H5Tensor> tensors) {
    public WeightsFile {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /**
     * Reads a file that Keras' {@code save_weights} wrote: one HDF5 file, or, when its name ends in {@code .json}, the files of up to
     * {@code max_shard_size} that it names.
     *
     * @param limit the most bytes that the file, and its values, may have; with shards all together
     */
    public static WeightsFile read(Path file, long limit) throws KerasFileException {
        if (String.valueOf(file.getFileName()).endsWith(".json")) {
            return new WeightsFile(ShardedWeights.read(file, limit));
        }
        return read(String.valueOf(file.getFileName()), bytes(file, limit), limit);
    }

    static WeightsFile read(String where, byte[] bytes, long limit) throws KerasFileException {
        return new WeightsFile(H5Reader.read(where, bytes, limit));
    }

    static byte[] bytes(Path file, long limit) throws KerasFileException {
        KerasArchive.checkSize(file, limit);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new KerasFileException(String.valueOf(file.getFileName()), "cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The tensor at a path, or where Keras 2.13 put it, as H5IOStore.get in Keras 3.15's saving_lib.py looks for it; null if it is at
     * neither.
     */
    @Nullable
    H5Tensor find(String h5) {
        H5Tensor tensor = tensors.get(h5);
        return tensor != null ? tensor : tensors.get(h5.replace("layers", "_layer_checkpoint_dependencies"));
    }

    /** Writes one file that Keras' {@code load_weights} reads: floats as float32, integers as int64. A file that is there is replaced. */
    public void write(Path file) throws IOException {
        Path whole = KerasArchive.beside(file);
        try {
            try (OutputStream out = KerasArchive.open(whole)) {
                write(out);
            }
            KerasArchive.moveTo(whole, file);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** The same, from its first byte to its last; the stream stays open. */
    public void write(OutputStream out) throws IOException {
        H5Writer.write(out, tensors);
    }

    /** How many bytes {@link #write} writes. */
    public long size() {
        return H5Writer.size(tensors);
    }
}
