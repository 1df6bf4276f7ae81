package io.epochal.cli.spec;

import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import io.epochal.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The TorchScript file that a run spec names as its model's encoder: checked here as far as that needs no PyTorch. */
final class TorchScriptModelFile {
    private static final String FIELD = "model.torchscript";
    private static final long LARGEST = 4L << 30;

    private TorchScriptModelFile() {}

    /** Puts the digest or pin of the file beside its path. */
    static void resolve(Map<String, Object> values, SpecInputs inputs) throws IOException, UsageException {
        if (!(values.get("model") instanceof Map<?, ?> written)
                || !(written.get("torchscript") instanceof String path)) {
            return;
        }
        check(inputs.local(FIELD, path, LARGEST), path);
        Map<String, Object> model = new LinkedHashMap<>();
        written.forEach((key, value) -> model.put(String.valueOf(key), value));
        model.put("torchscript", Wire.JSON.convertValue(inputs.pinned(FIELD, path), Map.class));
        values.put("model", model);
    }

    private static void check(Path file, String path) {
        try {
            TorchScriptArchive.check(file, LARGEST);
        } catch (IOException e) {
            throw new SpecException(FIELD, "must be a TorchScript file; it " + e.getMessage(), path);
        }
    }
}
