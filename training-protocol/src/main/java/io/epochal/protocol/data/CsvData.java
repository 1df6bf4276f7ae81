package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.epochal.protocol.field.Fields;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text file of rows, RFC 4180, in UTF-8. Values may be quoted with {@code "}, which is doubled inside.
 *
 * @param separator one character between two values
 * @param header whether the first row has the columns' names; without one they are numbered from {@code "column0"}
 */
public record CsvData(
        InputFile path,
        @JsonUnwrapped TableColumns columns,
        String separator,
        boolean header,
        @Nullable Integer limit,
        @Nullable CsvData validation,
        @Nullable CsvData test)
        implements TableData {
    static CsvData of(Fields fields) {
        InputFile path = InputFile.read(fields, "path");
        CsvData rows = rows(fields, path, TableColumns.read(fields), ",", true);
        return new CsvData(
                path,
                rows.columns,
                rows.separator,
                rows.header,
                rows.limit,
                SourceFields.part(fields, "validation", part -> part(part, rows)),
                SourceFields.part(fields, "test", part -> part(part, rows)));
    }

    private static CsvData part(Fields part, CsvData whole) {
        return rows(
                part,
                SourceFields.file(part, whole.path),
                TableColumns.readPart(part, whole.columns),
                whole.separator,
                whole.header);
    }

    private static CsvData rows(Fields fields, InputFile path, TableColumns columns, String separator, boolean header) {
        String found = fields.optionalText("separator").orElse(separator);
        if (found.length() != 1 || "\"\r\n\0".contains(found)) {
            throw fields.wrong("separator", "must be one character, such as , or ; or a tabulator");
        }
        return new CsvData(path, columns, found, fields.flag("header", header), SourceFields.limit(fields), null, null);
    }

    @Override
    public CsvData withFiles(UnaryOperator<InputFile> replacement) {
        return new CsvData(
                replacement.apply(path),
                columns,
                separator,
                header,
                limit,
                validation == null ? null : validation.withFiles(replacement),
                test == null ? null : test.withFiles(replacement));
    }

    @Override
    public CsvData withoutTarget() {
        return new CsvData(
                path,
                columns.withoutTarget(),
                separator,
                header,
                limit,
                validation == null ? null : validation.withoutTarget(),
                test == null ? null : test.withoutTarget());
    }
}
