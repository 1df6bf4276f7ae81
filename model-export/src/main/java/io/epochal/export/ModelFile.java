package io.epochal.export;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.keras.KerasFile;
import io.epochal.keras.KerasFileException;
import io.epochal.keras.WeightsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;

/** A named checkpoint as one file of another tool, whose length is known before it is written. It needs no disk. */
public interface ModelFile {
    /** In bytes. */
    long size();

    /** Writes all of it; the stream stays open. A checkpoint that is not what was stored fails with its last bytes at the latest. */
    void write(OutputStream out) throws IOException;

    /**
     * The file of a checkpoint. Safetensors pass through as they are stored; Keras' files are made of tensors in memory.
     *
     * @param now what the file says of when it was saved
     * @throws KerasFileException for a model that Keras has no layers for
     */
    static ModelFile of(Checkpoints checkpoints, Checkpoints.Named named, ExportFormat format, Instant now)
            throws IOException {
        return switch (format) {
            case safetensors -> new StoredWeights(checkpoints, named);
            case keras -> of(KerasExport.of(StoredModel.read(checkpoints, named), now));
            case weights_h5 ->
                of(KerasExport.of(StoredModel.read(checkpoints, named), now).weights());
        };
    }

    private static ModelFile of(KerasFile file) throws IOException {
        long size = file.size();
        return new ModelFile() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void write(OutputStream out) throws IOException {
                file.write(out);
            }
        };
    }

    private static ModelFile of(WeightsFile file) {
        return new ModelFile() {
            @Override
            public long size() {
                return file.size();
            }

            @Override
            public void write(OutputStream out) throws IOException {
                file.write(out);
            }
        };
    }

    /** The part of a checkpoint that holds the weights. */
    record StoredWeights(Checkpoints checkpoints, Checkpoints.Named named) implements ModelFile {
        @Override
        public long size() {
            return checkpoints.size(named.checkpoint(), named.weights());
        }

        @Override
        public void write(OutputStream out) throws IOException {
            try (InputStream in = checkpoints.open(named.checkpoint(), named.weights())) {
                long unused = in.transferTo(out);
            }
        }
    }
}
