package io.epochal.cli.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.keras.KerasFile;
import io.epochal.keras.KerasFileException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Keras file that a run spec names as its model: read here, so that the spec that is sent has the architecture in it. */
final class KerasModelFile {
    private static final String FIELD = "model.keras";
    private static final long LARGEST = 4L << 30;
    private static final long LARGEST_JSON = 16L << 20;

    private KerasModelFile() {}

    /** Puts what is in the file into the spec's values: the architecture, and where the spec has no loss, that of the file. */
    static void resolve(Map<String, Object> values, SpecInputs inputs) throws IOException, UsageException {
        if (!(values.get("model") instanceof Map<?, ?> written) || !(written.get("keras") instanceof String path)) {
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        written.forEach((key, value) -> model.put(String.valueOf(key), value));
        if (path.endsWith(".json")) {
            Path file = inputs.local(FIELD, path, LARGEST_JSON);
            model.put("architecture", architecture(json(file, path)));
        } else {
            Map<String, Object> config = read(inputs.local(FIELD, path, LARGEST), path);
            model.put("architecture", architecture(config));
            model.put("keras", Wire.JSON.convertValue(inputs.pinned(FIELD, path), Map.class));
            compiled(values, config);
        }
        values.put("model", model);
    }

    private static Map<String, Object> read(Path file, String path) throws IOException {
        try {
            return KerasFile.readConfig(file, LARGEST);
        } catch (KerasFileException e) {
            throw new SpecException(FIELD, "must be a model that Keras 3 saved: " + e.getMessage(), path);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(Path file, String path) throws IOException {
        if (Files.size(file) > LARGEST_JSON) {
            throw new SpecException(FIELD, "must have at most " + LARGEST_JSON + " bytes", path);
        }
        try {
            return Wire.JSON.readValue(Files.readAllBytes(file), LinkedHashMap.class);
        } catch (JsonProcessingException e) {
            throw new SpecException(
                    FIELD, "must be the JSON that model.to_json() gives: " + e.getOriginalMessage(), path);
        }
    }

    /** What makes the model, without how Keras built and compiled it. */
    private static Map<String, Object> architecture(Map<String, Object> config) {
        Map<String, Object> architecture = new LinkedHashMap<>();
        for (String key : List.of("class_name", "config")) {
            if (config.get(key) != null) {
                architecture.put(key, config.get(key));
            }
        }
        return architecture;
    }

    /** A model that was saved with its compilation is compiled so, where the spec does not say otherwise. */
    private static void compiled(Map<String, Object> values, Map<String, Object> config) {
        if (config.get("compile_config") instanceof Map<?, ?> compiled) {
            for (String key : List.of("optimizer", "loss", "metrics", "weighted_metrics")) {
                if (compiled.get(key) != null && values.get(key) == null) {
                    values.put(key, compiled.get(key));
                }
            }
        }
    }
}
