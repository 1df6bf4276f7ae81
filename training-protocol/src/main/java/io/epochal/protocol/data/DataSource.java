package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where the rows of a run come from: {@code data} of a run spec. One record for each {@code type}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = IdxData.class, name = "idx"),
    @JsonSubTypes.Type(value = NpzData.class, name = "npz"),
    @JsonSubTypes.Type(value = CsvData.class, name = "csv"),
    @JsonSubTypes.Type(value = ParquetData.class, name = "parquet"),
    @JsonSubTypes.Type(value = ImageData.class, name = "images"),
    @JsonSubTypes.Type(value = ProviderData.class, name = "provider")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface DataSource permits IdxData, NpzData, TableData, ImageData, ProviderData {
    /** The first so many training rows, before the validation split; null for all. */
    @Nullable
    Integer limit();

    /** Rows of their own for validation; null where there are none. */
    default @Nullable DataSource validation() {
        return null;
    }

    /** Whether there can be rows of their own for validation. */
    @JsonIgnore
    default boolean hasValidation() {
        return validation() != null;
    }

    /** The same, with other files in place of those that it names, in validation and test as well. */
    DataSource withFiles(UnaryOperator<InputFile> replacement);

    /** The same without targets, for predictions: no {@code y} and no {@code sample_weight} is read. */
    DataSource withoutTarget();

    /**
     * Reads {@code data} of a run spec. Without {@code type} it is the folder of IDX files that {@code dataset} names.
     *
     * @throws SpecException that names the first thing that is wrong
     */
    static DataSource read(Fields fields) {
        DataSource source = DataSourceType.of(fields).read(fields);
        fields.end();
        return source;
    }

    /** The files that this names, each once, in the order in which they are named. */
    default List<InputFile> files() {
        List<InputFile> files = new ArrayList<>();
        var unused = withFiles(file -> {
            if (!files.contains(file)) {
                files.add(file);
            }
            return file;
        });
        return List.copyOf(files);
    }
}
