package io.epochal.callback.recording.csv;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is written, stored as JSON beside it and replaced when it changes.
 *
 * @param settings null when its logger is not in the list any more
 * @param columns as the first row's logs decide; null before there is a row
 */
record CsvLayout(@Nullable CsvSettings settings, @Nullable List<String> columns) {
    static final CsvLayout EMPTY = new CsvLayout(null, null);

    CsvLayout with(Optional<CsvSettings> other) {
        return new CsvLayout(other.orElse(null), columns);
    }

    CsvLayout with(List<String> first) {
        return new CsvLayout(settings, first);
    }
}
