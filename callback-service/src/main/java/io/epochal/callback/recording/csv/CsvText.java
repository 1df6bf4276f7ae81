package io.epochal.callback.recording.csv;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines of a CSV file, as Keras 3.15, csv_logger.py, has Python write them. */
final class CsvText {
    private CsvText() {}

    /** Sorted; without validation in the first epoch a column for each is left for later, as Keras does. */
    static List<String> columns(Metrics logs) {
        List<String> columns = new ArrayList<>(logs.values().keySet());
        if (columns.stream().noneMatch(column -> column.startsWith("val_"))) {
            List.copyOf(columns).forEach(column -> columns.add("val_" + column));
        }
        return columns;
    }

    static String header(List<String> columns, char separator) {
        return line("epoch", columns, separator);
    }

    static String row(int epoch, List<String> columns, Metrics logs, char separator) {
        return line(
                Integer.toString(epoch),
                columns.stream().map(column -> value(logs, column)).toList(),
                separator);
    }

    private static String value(Metrics logs, String column) {
        return logs.get(column).isPresent() ? PythonText.repr(logs.get(column).getAsDouble()) : "NA";
    }

    private static String line(String first, List<String> rest, char separator) {
        return Stream.concat(Stream.of(first), rest.stream())
                        .map(text -> quoted(text, separator))
                        .collect(Collectors.joining(String.valueOf(separator)))
                + "\r\n";
    }

    /** As csv.QUOTE_MINIMAL. */
    private static String quoted(String text, char separator) {
        boolean plain = text.chars().noneMatch(c -> c == separator || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
