package io.epochal.cli.spec;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code --data}: a path, or an object in YAML. What it does not say is as in the run's own data. */
public final class DataOption {
    private static final String FIELD = "--data";
    /** Of the run's own rows alone. */
    private static final List<String> NOT_TAKEN_OVER =
            List.of("validation", "test", "limit", "sample_weight", "path", "dataset");

    private DataOption() {}

    public static DataSource parse(String text, RunSpec run) throws UsageException {
        Map<String, Object> given = given(text);
        Map<String, Object> values = new LinkedHashMap<>();
        Map<?, ?> own = Wire.JSON.convertValue(run.data(), Map.class);
        if (given.get("type") == null || given.get("type").equals(own.get("type"))) {
            own.forEach((key, value) -> values.put(String.valueOf(key), value));
            NOT_TAKEN_OVER.forEach(values::remove);
        }
        values.putAll(given);
        DataSource data = DataSource.read(Fields.of(FIELD, values));
        return data.withFiles(DataOption::absolute);
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

    private static InputFile absolute(InputFile file) {
        Path path = Path.of(file.path()).toAbsolutePath().normalize();
        if (!Files.isReadable(path)) {
            throw new SpecException(FIELD, "must be a file or folder that can be read", file.path());
        }
        return new InputFile(path.toString());
    }
}
