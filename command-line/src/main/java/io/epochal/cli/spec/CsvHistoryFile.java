package io.epochal.cli.spec;

import io.epochal.callback.policy.Replay;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A history as Keras' CSVLogger writes it: a header, then one epoch a line; {@code NA} where an epoch lacks a log. */
final class CsvHistoryFile {
    private static final String EPOCH = "epoch";
    private static final int SHOWN = 80;

    private final TextFile file;
    private final List<String> columns;

    private CsvHistoryFile(TextFile file, List<String> columns) {
        this.file = file;
        this.columns = columns;
    }

    static List<Replay.Measured> read(TextFile file, String separator) throws UsageException {
        int begin = file.text().length() - file.text().stripLeading().length();
        String header = file.text().substring(begin).lines().findFirst().orElse("");
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator.isEmpty() ? separator(file, file.lineOf(begin), header) : separator)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser rows = format.parse(new StringReader(file.text()))) {
            return read(file, rows);
        } catch (IOException e) {
            throw new UsageException(
                    file.name() + ": is not CSV: " + Printable.of(String.valueOf(e.getMessage()), 200));
        }
    }

    private static List<Replay.Measured> read(TextFile file, CSVParser rows) throws UsageException {
        List<Replay.Measured> epochs = new ArrayList<>();
        try {
            Iterator<CSVRecord> all = rows.iterator();
            CSVRecord header = all.next();
            CsvHistoryFile history =
                    new CsvHistoryFile(file, header.stream().map(String::strip).toList());
            history.checkHeader(rows.getCurrentLineNumber());
            while (all.hasNext()) {
                CSVRecord row = all.next();
                epochs.add(history.epoch(row, rows.getCurrentLineNumber()));
            }
        } catch (UncheckedIOException e) {
            throw new UsageException(file.name() + ":" + Math.max(1, rows.getCurrentLineNumber()) + ": is not CSV: "
                    + Printable.of(String.valueOf(e.getMessage()), 200));
        }
        if (epochs.isEmpty()) {
            throw new UsageException(file.name() + ":1: there is a header without an epoch below it");
        }
        return epochs;
    }

    /** The separator that makes {@code epoch} a column of the header. */
    private static String separator(TextFile file, int line, String header) throws UsageException {
        for (String one : List.of(",", ";", "\t", "|", ":", " ")) {
            for (String name : header.split(Pattern.quote(one), -1)) {
                if (unquoted(name).equals(EPOCH)) {
                    return one;
                }
            }
        }
        throw new UsageException(file.name() + ":" + line + ": has no column epoch; found \""
                + Printable.of(header, SHOWN) + "\"; it must be " + HistoryFile.FORMATS);
    }

    private static String unquoted(String name) {
        String bare = name.strip();
        return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")
                ? bare.substring(1, bare.length() - 1)
                : bare;
    }

    private void checkHeader(long line) throws UsageException {
        if (!columns.contains(EPOCH)) {
            throw invalid(line, "has no column epoch; found " + shown(String.join(", ", columns)));
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (column.isEmpty()) {
                throw invalid(line, "a column has no name");
            }
            if (!seen.add(column)) {
                throw invalid(line, "two columns have the name " + shown(column));
            }
        }
    }

    private Replay.Measured epoch(CSVRecord row, long line) throws UsageException {
        if (row.size() != columns.size()) {
            throw invalid(line, "has " + row.size() + " values for " + columns.size() + " columns");
        }
        int epoch = -1;
        TreeMap<String, Double> logs = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String text = row.get(i).strip();
            if (columns.get(i).equals(EPOCH)) {
                epoch = whole(line, text);
            } else if (!text.equals("NA")) {
                logs.put(columns.get(i), number(line, columns.get(i), text));
            }
        }
        return new Replay.Measured(epoch, new Metrics(logs), List.of());
    }

    private int whole(long line, String text) throws UsageException {
        if (!text.matches("\\d{1,9}")) {
            throw invalid(line, "epoch must be a whole number, 0 or more; found " + shown(text));
        }
        return Integer.parseInt(text);
    }

    private double number(long line, String column, String text) throws UsageException {
        OptionalDouble value = PythonFloat.parse(text);
        if (value.isEmpty()) {
            throw invalid(
                    line,
                    Printable.of(column, SHOWN) + " must be a number such as 0.5, or nan, inf or NA; found "
                            + shown(text));
        }
        return value.getAsDouble();
    }

    private UsageException invalid(long line, String what) {
        return new UsageException(file.name() + ":" + line + ": " + what);
    }

    private static String shown(String text) {
        return "\"" + Printable.of(text, SHOWN) + "\"";
    }
}
