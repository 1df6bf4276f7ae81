package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the training rows say about one column of x.
 *
 * @param encoding of categories; null for a column of numbers
 * @param vocabulary the categories, sorted; empty for a column of numbers
 * @param fill what a missing number becomes; null when it is refused
 * @param mean what is subtracted, 0 unless numbers are normalized
 * @param deviation what is divided by, 1 unless numbers are normalized; never 0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FittedColumn(
        String name,
        @Nullable CategoryEncoding encoding,
        List<String> vocabulary,
        @Nullable Double fill,
        double mean,
        double deviation) {
    /** A column of numbers that are taken as they are. */
    public static FittedColumn number(String name) {
        return new FittedColumn(name, null, List.of(), null, 0, 1);
    }

    /** How many numbers of a row the column becomes. */
    public int width() {
        return encoding == CategoryEncoding.ONE_HOT ? vocabulary.size() : 1;
    }
}
