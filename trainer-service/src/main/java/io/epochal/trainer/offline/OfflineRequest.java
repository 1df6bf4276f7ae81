package io.epochal.trainer.offline;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.Preprocessing;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the program is to do.
 *
 * @param spec of the run, with the rows to use in place of its own; their files are named by paths of this machine
 * @param preprocessing what was fitted to the rows that the model was trained on; null for nothing
 * @param inputs files of this machine by the paths that the spec has, for what its model is made of; null for none
 * @param weights a file in the safetensors format
 * @param predictions the file to write predictions to, {@code .npz} or {@code .csv}; null to measure the model
 * @param cache a folder for what is unpacked on the way
 */
public record OfflineRequest(
        RunSpec spec,
        @Nullable Preprocessing preprocessing,
        @Nullable Map<String, String> inputs,
        String weights,
        @Nullable String predictions,
        String cache) {
    /** Where a file of the spec is. */
    Path locate(InputFile file) {
        String copy = inputs == null ? null : inputs.get(file.path());
        return Path.of(copy == null ? file.path() : copy);
    }
}
