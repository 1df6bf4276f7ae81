package io.epochal.export;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The parts of a checkpoint of one dense layer, as a trainer stores them. */
final class DenseCheckpoint {
    private DenseCheckpoint() {}

    static byte[] state() throws IOException {
        RunSpec spec = RunSpec.of(Map.of(
                "batch_size",
                2,
                "data",
                Map.of("type", "npz", "path", "rows.npz", "x", "x", "y", "y"),
                "model",
                Map.of("layers", List.of(Map.of("type", "Dense", "name", "dense", "units", 1)))));
        return Wire.JSON.writeValueAsBytes(
                Map.of("spec", spec, "input_shapes", List.of(List.of(2)), "learning_rate", 0.5));
    }

    /** Kernel 1, 2 and bias 3. */
    static byte[] weights() {
        byte[] header =
                """
                {"dense/kernel":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},
                 "dense/bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"""
                        .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + header.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(header.length)
                .put(header)
                .putFloat(1)
                .putFloat(2)
                .putFloat(3)
                .array();
    }
}
