package io.epochal.cli.spec;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.field.Fields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code --data}: a path, or an object in YAML. What it does not say is as in the run's own data. */
public final class DataOption {
    private static final String FIELD = "--data";
    /** Of an object in S3: as a trainer allows by default. */
    private static final long LARGEST = 64L << 30;
    /** Of the run's own rows alone. */
    private static final List<String> NOT_TAKEN_OVER =
            List.of("validation", "test", "limit", "sample_weight", "path", "dataset");

    private DataOption() {}

    /**
     * Reads what was given, with its files as paths of this machine.
     *
     * @param scratch where objects in S3 are copied to
     * @param store is opened where an object in S3 is named
     */
    public static DataSource parse(String text, RunSpec run, Path scratch, SourceStore store, InputProgress progress)
            throws UsageException, IOException {
        Map<String, Object> given = given(text);
        Map<String, Object> values = new LinkedHashMap<>();
        Map<?, ?> own = Wire.JSON.convertValue(run.data(), Map.class);
        if (given.get("type") == null || given.get("type").equals(own.get("type"))) {
            own.forEach((key, value) -> values.put(String.valueOf(key), value));
            NOT_TAKEN_OVER.forEach(values::remove);
        }
        values.putAll(given);
        DataSource data = DataSource.read(Fields.of(FIELD, values));
        SpecInputs inputs = new SpecInputs(Path.of(""), scratch, store, progress);
        Map<InputFile, InputFile> local = new HashMap<>();
        for (InputFile file : data.files()) {
            Path path = inputs.local(FIELD, file.path(), LARGEST);
            local.put(file, new InputFile(path.toAbsolutePath().normalize().toString()));
        }
        return data.withFiles(file -> local.getOrDefault(file, file));
    }

    private static Map<String, Object> given(String text) throws UsageException {
        if (!text.strip().startsWith("{")) {
            return Map.of("path", text);
        }
        try {
            return YamlDocument.parse(text).values();
        } catch (InvalidYamlException e) {
            throw e.in(FIELD);
        }
    }
}
