package io.epochal.protocol.data;

import org.jspecify.annotations.Nullable;

/** Rows of a table of columns. */
public sealed interface TableData extends DataSource permits CsvData, ParquetData {
    InputFile path();

    TableColumns columns();

    /** Rows of their own, with the same options but for what it names; sample_weight and limit are its own. */
    @Nullable
    TableData validation();

    @Nullable
    TableData test();
}
