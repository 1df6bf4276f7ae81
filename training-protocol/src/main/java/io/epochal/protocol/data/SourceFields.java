package io.epochal.protocol.data;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Numbers;
import io.epochal.protocol.field.SpecException;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What more than one kind of data reads in the same way. */
final class SourceFields {
    private static final int MOST_NAMES = 10_000;

    private SourceFields() {}

    /** One name, or a list of them; empty when the key is absent. */
    static List<String> names(Fields fields, String key, List<String> fallback) {
        Object value = fields.raw(key);
        List<String> names = value instanceof String name ? List.of(name) : fields.texts(key, fallback);
        if (value != null && names.isEmpty()) {
            throw fields.wrong(key, "must be a name, or a list of names");
        }
        if (names.size() > MOST_NAMES) {
            throw new SpecException(
                    fields.pathOf(key), "may be at most " + MOST_NAMES + " names; found " + names.size());
        }
        HashSet<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isEmpty() || !seen.add(name)) {
                throw new SpecException(fields.pathOf(key), "must be different names, none of them empty", name);
            }
        }
        return List.copyOf(names);
    }

    static @Nullable Integer limit(Fields fields) {
        return fields.has("limit") ? fields.requiredInteger("limit", 1) : null;
    }

    /** Two finite numbers: what 0 and 255 become. */
    static List<Double> scale(Fields fields) {
        if (!fields.has("scale")) {
            return List.of(0.0, 255.0);
        }
        List<Double> scale = fields.list("scale").stream()
                .map(bound -> Numbers.parse(bound).orElse(Double.NaN))
                .toList();
        if (scale.size() != 2 || !scale.stream().allMatch(Double::isFinite)) {
            throw fields.wrong("scale", "must be two numbers");
        }
        return scale;
    }

    /**
     * Rows of their own for validation or test: an object with the keys that differ.
     *
     * @param reader reads the part
     */
    static <T> @Nullable T part(Fields fields, String key, Function<Fields, T> reader) {
        if (!fields.has(key)) {
            return null;
        }
        Fields part = fields.object(key);
        Object type = part.raw("type");
        if (type != null && !type.equals(fields.raw("type"))) {
            throw part.wrong("type", "must be the type of the training rows, " + fields.raw("type"));
        }
        T read = reader.apply(part);
        part.end();
        return read;
    }

    /** The file of a part: its own, or that of the training rows. */
    static InputFile file(Fields part, InputFile whole) {
        return part.has("path") ? InputFile.read(part, "path") : whole;
    }
}
