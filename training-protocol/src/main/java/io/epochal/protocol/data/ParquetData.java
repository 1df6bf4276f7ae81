package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.epochal.protocol.field.Fields;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A Parquet file of columns of numbers, truth values and text. */
public record ParquetData(
        InputFile path,
        @JsonUnwrapped TableColumns columns,
        @Nullable Integer limit,
        @Nullable ParquetData validation,
        @Nullable ParquetData test)
        implements TableData {
    static ParquetData of(Fields fields) {
        InputFile path = InputFile.read(fields, "path");
        TableColumns columns = TableColumns.read(fields);
        return new ParquetData(
                path,
                columns,
                SourceFields.limit(fields),
                SourceFields.part(fields, "validation", part -> part(part, path, columns)),
                SourceFields.part(fields, "test", part -> part(part, path, columns)));
    }

    private static ParquetData part(Fields part, InputFile path, TableColumns columns) {
        return new ParquetData(
                SourceFields.file(part, path),
                TableColumns.readPart(part, columns),
                SourceFields.limit(part),
                null,
                null);
    }

    @Override
    public ParquetData withFiles(UnaryOperator<InputFile> replacement) {
        return new ParquetData(
                replacement.apply(path),
                columns,
                limit,
                validation == null ? null : validation.withFiles(replacement),
                test == null ? null : test.withFiles(replacement));
    }

    @Override
    public ParquetData withoutTarget() {
        return new ParquetData(
                path,
                columns.withoutTarget(),
                limit,
                validation == null ? null : validation.withoutTarget(),
                test == null ? null : test.withoutTarget());
    }
}
