package io.epochal.protocol.data;

import io.epochal.protocol.field.Fields;
import java.util.Arrays;
import java.util.function.Function;

/** The kinds of data by the word that a run spec has for each. */
enum DataSourceType {
    IDX("idx", IdxData::of),
    NPZ("npz", NpzData::of),
    CSV("csv", CsvData::of),
    PARQUET("parquet", ParquetData::of),
    IMAGES("images", ImageData::of),
    PROVIDER("provider", ProviderData::of);

    private final String word;
    private final Function<Fields, DataSource> reader;

    DataSourceType(String word, Function<Fields, DataSource> reader) {
        this.word = word;
        this.reader = reader;
    }

    static DataSourceType of(Fields fields) {
        if (!fields.has("type") && !fields.has("dataset")) {
            throw fields.missing("type");
        }
        String[] words = Arrays.stream(values()).map(type -> type.word).toArray(String[]::new);
        String word = fields.oneOf("type", IDX.word, words);
        return values()[Arrays.asList(words).indexOf(word)];
    }

    DataSource read(Fields fields) {
        return reader.apply(fields);
    }
}
