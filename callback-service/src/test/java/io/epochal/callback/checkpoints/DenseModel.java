package io.epochal.callback.checkpoints;

import io.epochal.callback.Specs;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Checkpoints of a dense layer as a trainer stores them: {@code rows} inputs, and ten outputs as {@link Specs} has them. */
public record DenseModel(RunSpec spec, int rows) {
    private static final int UNITS = 10;

    public static DenseModel small() {
        return new DenseModel(Specs.with(List.of(), List.of()), 2);
    }

    /** Stores one under this name, and returns its key. */
    public String store(ObjectStore store, String run, String name, long step) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, run);
        Checkpoint saved = checkpoints.save(
                new CheckpointId((int) step, 1, step, true),
                Map.of("state.json", Content.of(state()), "weights.safetensors", Content.of(weights(step))));
        checkpoints.name(name, saved, "weights.safetensors", 1, step);
        return saved.key();
    }

    private byte[] state() throws IOException {
        return Wire.JSON.writeValueAsBytes(
                Map.of("spec", spec, "input_shapes", List.of(List.of(rows)), "learning_rate", 0.5));
    }

    /** Whose first value is this number. */
    public byte[] weights(float first) {
        int kernel = rows * UNITS * Float.BYTES;
        int all = kernel + UNITS * Float.BYTES;
        byte[] header = ("{\"dense/kernel\":{\"dtype\":\"F32\",\"shape\":[" + rows + "," + UNITS
                        + "],\"data_offsets\":[0," + kernel + "]},\"dense/bias\":{\"dtype\":\"F32\",\"shape\":[" + UNITS
                        + "],\"data_offsets\":[" + kernel + "," + all + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + header.length + all).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).putFloat(first);
        return file.array();
    }
}
