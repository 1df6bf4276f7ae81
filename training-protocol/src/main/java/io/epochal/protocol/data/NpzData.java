package io.epochal.protocol.data;

import io.epochal.protocol.field.Fields;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of one NumPy archive. The first dimension of each array is the rows.
 *
 * @param x names of arrays; each is an input of the model, in this order
 * @param y name of the array of targets; null when there are none to read
 * @param sampleWeight name of an array with one number a row
 * @param validation other arrays of the same file, or of another; sample_weight and limit are its own
 */
public record NpzData(
        InputFile path,
        List<String> x,
        @Nullable String y,
        @Nullable String sampleWeight,
        @Nullable Integer limit,
        @Nullable NpzData validation,
        @Nullable NpzData test)
        implements DataSource {
    static NpzData of(Fields fields) {
        NpzData rows = rows(
                fields,
                InputFile.read(fields, "path"),
                SourceFields.names(fields, "x", List.of("x")),
                fields.optionalText("y").orElse("y"));
        return new NpzData(
                rows.path,
                rows.x,
                rows.y,
                rows.sampleWeight,
                rows.limit,
                SourceFields.part(fields, "validation", part -> part(part, rows)),
                SourceFields.part(fields, "test", part -> part(part, rows)));
    }

    private static NpzData part(Fields part, NpzData whole) {
        return rows(
                part,
                SourceFields.file(part, whole.path),
                SourceFields.names(part, "x", whole.x),
                part.optionalText("y").orElse(whole.y));
    }

    private static NpzData rows(Fields fields, InputFile path, List<String> x, @Nullable String y) {
        return new NpzData(
                path, x, y, fields.optionalText("sample_weight").orElse(null), SourceFields.limit(fields), null, null);
    }

    @Override
    public NpzData withFiles(UnaryOperator<InputFile> replacement) {
        return new NpzData(
                replacement.apply(path),
                x,
                y,
                sampleWeight,
                limit,
                validation == null ? null : validation.withFiles(replacement),
                test == null ? null : test.withFiles(replacement));
    }

    @Override
    public NpzData withoutTarget() {
        return new NpzData(
                path,
                x,
                null,
                null,
                limit,
                validation == null ? null : validation.withoutTarget(),
                test == null ? null : test.withoutTarget());
    }
}
