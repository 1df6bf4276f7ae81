package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table are read, and how they become numbers.
 *
 * @param x columns of the model's input, in this order; empty for all but y and sample_weight
 * @param y columns of the targets, one or more; empty when there are none to read
 * @param sampleWeight column with the rows' weights
 * @param query one SELECT on the table {@code data}, whose columns are then the columns
 * @param categories how columns of categories are encoded; a column of text that is not named here is one_hot
 * @param normalize whether columns of numbers get mean 0 and deviation 1 over the training rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableColumns(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> x,
        List<String> y,
        @Nullable String sampleWeight,
        @Nullable String query,
        Map<String, CategoryEncoding> categories,
        MissingValues missing,
        boolean normalize) {
    private static final int LONGEST_QUERY = 20_000;

    static TableColumns read(Fields fields) {
        if (!fields.has("y")) {
            throw fields.missing("y");
        }
        TableColumns none = new TableColumns(List.of(), List.of(), null, null, Map.of(), MissingValues.REFUSE, false);
        return read(fields, none);
    }

    /** Of rows for validation or test: what is not there is as for the training rows, but for the weights. */
    static TableColumns readPart(Fields fields, TableColumns whole) {
        TableColumns part = read(fields, whole);
        if (!part.categories.equals(whole.categories)) {
            throw fields.wrong("categories", "are fitted to the training rows, so they are the same for all rows");
        }
        if (part.normalize != whole.normalize) {
            throw fields.wrong("normalize", "is fitted to the training rows, so it is the same for all rows");
        }
        return part;
    }

    private static TableColumns read(Fields fields, TableColumns fallback) {
        TableColumns columns = new TableColumns(
                SourceFields.names(fields, "x", fallback.x),
                SourceFields.names(fields, "y", fallback.y),
                fields.optionalText("sample_weight").orElse(null),
                query(fields, fallback.query),
                fields.has("categories") ? categories(fields.object("categories")) : fallback.categories,
                missing(fields, fallback.missing),
                fields.flag("normalize", fallback.normalize));
        columns.check(fields);
        return columns;
    }

    private static @Nullable String query(Fields fields, @Nullable String fallback) {
        String query = fields.optionalText("query").orElse(fallback);
        if (query != null && (query.isBlank() || query.length() > LONGEST_QUERY)) {
            throw fields.wrong("query", "must be one SELECT of at most " + LONGEST_QUERY + " characters");
        }
        return query;
    }

    private static Map<String, CategoryEncoding> categories(Fields fields) {
        Map<String, CategoryEncoding> categories = new TreeMap<>();
        for (String column : fields.keys()) {
            String word = fields.oneOf(column, "", "one_hot", "index");
            categories.put(column, word.equals("index") ? CategoryEncoding.INDEX : CategoryEncoding.ONE_HOT);
        }
        return categories;
    }

    private static MissingValues missing(Fields fields, MissingValues fallback) {
        return switch (fields.oneOf("missing", fallback.word(), "refuse", "mean", "drop")) {
            case "mean" -> MissingValues.MEAN;
            case "drop" -> MissingValues.DROP;
            default -> MissingValues.REFUSE;
        };
    }

    private void check(Fields fields) {
        for (String column : x) {
            if (y.contains(column) || column.equals(sampleWeight)) {
                throw new SpecException(fields.pathOf("x"), "may not hold a column of y or sample_weight", column);
            }
        }
        for (String column : categories.keySet()) {
            if (y.contains(column) || (!x.isEmpty() && !x.contains(column))) {
                throw new SpecException(
                        fields.pathOf("categories"), "must be columns of x" + Nearest.hint(column, x), column);
            }
        }
    }

    TableColumns withoutTarget() {
        return new TableColumns(x, List.of(), null, query, categories, missing, normalize);
    }
}
