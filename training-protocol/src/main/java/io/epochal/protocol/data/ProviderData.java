package io.epochal.protocol.data;

import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a plug-in of the trainer brings.
 *
 * @param provider the name that the plug-in answers to
 * @param path a file for the plug-in; null when it needs none
 * @param options for the plug-in, as written
 */
public record ProviderData(
        String provider, @Nullable InputFile path, Map<String, Object> options, @Nullable Integer limit)
        implements DataSource {
    static ProviderData of(Fields fields) {
        return new ProviderData(
                fields.text("provider"),
                fields.has("path") ? InputFile.read(fields, "path") : null,
                fields.object("options").values(),
                SourceFields.limit(fields));
    }

    /** What the plug-in brings is known when it is opened. */
    @Override
    public boolean hasValidation() {
        return true;
    }

    @Override
    public ProviderData withFiles(UnaryOperator<InputFile> replacement) {
        return path == null ? this : new ProviderData(provider, replacement.apply(path), options, limit);
    }

    @Override
    public ProviderData withoutTarget() {
        return this;
    }
}
