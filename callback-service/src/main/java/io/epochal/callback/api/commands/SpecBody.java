package io.epochal.callback.api.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.field.ProtocolJson;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.model.TorchScriptBackbone;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run spec as somebody sends it, in JSON. Its files must be in the object store already: this service writes nothing there. */
final class SpecBody {
    /** A spec has at most 640 KiB; it may be written with more space. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private SpecBody() {}

    /**
     * The spec, with all that can be checked of it but its callbacks.
     *
     * @throws SpecException that names the first thing that is wrong
     */
    static RunSpec read(String json) {
        RunSpec spec = RunSpec.of(values(json));
        spec.data().files().forEach(file -> requireStored("data.path", file));
        requireStored("model.keras", spec.model().weights());
        if (spec.model().backbone() instanceof TorchScriptBackbone encoder) {
            requireStored("model.torchscript", encoder.file());
        }
        return spec;
    }

    private static Map<String, Object> values(String json) {
        if (json.length() > MOST_CHARACTERS) {
            throw new SpecException("", "has at most " + MOST_CHARACTERS + " characters; found " + json.length());
        }
        try {
            if (ProtocolJson.READER.readTree(json).isObject()) {
                return Wire.JSON.readValue(json, MAP);
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new SpecException("", "is not JSON, in line " + line + ": " + e.getOriginalMessage());
        }
        throw new SpecException("", "must be an object with keys such as data, model and callbacks");
    }

    private static void requireStored(String field, @Nullable InputFile file) {
        if (file != null && !file.isPinned()) {
            throw new SpecException(
                    field,
                    "must be a file of which the content is known, with its sha256 or its etag, as in the spec of a run that was "
                            + "trained with it; ./epochal train stores new ones",
                    file.path());
        }
    }
}
