package io.epochal.trainer.data.table;

import io.epochal.protocol.Printable;
import io.epochal.protocol.data.CategoryEncoding;
import io.epochal.protocol.data.CsvData;
import io.epochal.protocol.data.FittedColumn;
import io.epochal.protocol.data.MissingValues;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.data.TableData;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.InputFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows of one part of a spec as the table {@code kept}: numbers and texts in columns c0, c1 and so on, without what is missing
 * and may not be.
 */
final class TablePart implements AutoCloseable {
    private static final String LARGEST = "3.4028234663852886e38";

    private final TableSession session;
    private final TableData data;
    private final ColumnChoice choice;

    private TablePart(TableSession session, TableData data, ColumnChoice choice) {
        this.session = session;
        this.data = data;
        this.choice = choice;
    }

    static TablePart open(TableData data, InputFiles files, DataSettings settings, Preprocessing fitted)
            throws IOException {
        Path path = files.locate(data.path());
        TableSession session = TableSession.open(data.path().path(), path, settings);
        try {
            TableLoader loader = new TableLoader(session, texts(data, fitted));
            loader.load(data, path);
            ColumnChoice choice = ColumnChoice.of(session.file(), loader.columns(), data.columns(), fitted);
            TablePart part = new TablePart(session, data, choice);
            part.requireOneKind(fitted);
            part.keep();
            return part;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Set<String> texts(TableData data, Preprocessing fitted) {
        Set<String> texts = new HashSet<>(data.columns().categories().keySet());
        fitted.columns().stream()
                .filter(column -> column.encoding() != null)
                .map(FittedColumn::name)
                .forEach(texts::add);
        if (!fitted.classes().isEmpty()) {
            texts.addAll(data.columns().y());
        }
        return texts;
    }

    /** A column that was numbers in the training rows is so here; one of a CSV file is not numbers in some rows only. */
    private void requireOneKind(Preprocessing fitted) throws IOException {
        Set<String> texts = texts(data, fitted);
        Set<String> numbers = fitted.columns().stream()
                .filter(column -> column.encoding() == null)
                .map(FittedColumn::name)
                .collect(Collectors.toSet());
        for (TableColumn column : choice.all()) {
            boolean number = numbers.contains(column.name());
            if (column.isText() && !texts.contains(column.name()) && (number || data instanceof CsvData)) {
                requireText(column, number);
            }
        }
    }

    private void requireText(TableColumn column, boolean number) throws IOException {
        String c = TableSession.name(column.name());
        String given = "SELECT count(TRY_CAST(" + c + " AS DOUBLE)) FROM picked";
        boolean some = session.read(given, row -> row.next() && row.getLong(1) > 0);
        if (!some && !number) {
            return;
        }
        String first = "SELECT rowid, " + c + " FROM picked WHERE " + c + " IS NOT NULL AND TRY_CAST(" + c
                + " AS DOUBLE) IS NULL ORDER BY rowid LIMIT 1";
        String problem = session.read(
                first,
                row -> row.next()
                        ? place(row.getLong(1), column) + " is " + shown(row.getString(2)) + ", where "
                                + (number ? "the training rows" : "other rows") + " have numbers; correct it"
                        : "");
        if (!problem.isEmpty()) {
            boolean mayBeText = !number && choice.x().contains(column);
            throw new IOException(problem
                    + (mayBeText
                            ? ", or take the column as text with categories: {" + column.name() + ": one_hot}"
                            : ""));
        }
    }

    /** Makes the table {@code kept} and checks it. */
    private void keep() throws IOException {
        List<TableColumn> columns = choice.all();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(value(columns.get(i), isCategory(i)) + " AS c" + i);
        }
        boolean drop = data.columns().missing() == MissingValues.DROP;
        String complete = IntStream.range(0, columns.size())
                .mapToObj(i -> "c" + i + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        session.run("CREATE TABLE kept AS SELECT * FROM (SELECT " + String.join(", ", values) + " FROM picked)"
                + (drop ? " WHERE " + complete : ""));
        session.run("DROP TABLE picked");
        if (count() == 0) {
            throw new IOException(session.file() + " has no rows" + (drop ? " in which no value is missing" : ""));
        }
        for (int i = 0; i < columns.size(); i++) {
            requireValues(i);
        }
    }

    /** Numbers as doubles, where NaN is a missing one. */
    private static String value(TableColumn column, boolean category) {
        String c = TableSession.name(column.name());
        if (column.isText() || category) {
            return "CAST(" + c + " AS VARCHAR)";
        }
        String number = "CAST(" + c + " AS DOUBLE)";
        return "CASE WHEN isnan(" + number + ") THEN NULL ELSE " + number + " END";
    }

    private boolean isCategory(int column) {
        return column < choice.x().size()
                && data.columns()
                        .categories()
                        .containsKey(choice.x().get(column).name());
    }

    private void requireValues(int i) throws IOException {
        TableColumn column = choice.all().get(i);
        boolean number = column.isNumber() && !isCategory(i);
        boolean filled = number && i < choice.x().size() && data.columns().missing() == MissingValues.MEAN;
        String missing = filled ? "NULL" : "min(rowid) FILTER (c" + i + " IS NULL)";
        String large = number ? "min(rowid) FILTER (abs(c" + i + ") > " + LARGEST + ")" : "NULL";
        String problem = session.read("SELECT " + missing + ", " + large + " FROM kept", row -> {
            row.next();
            if (row.getObject(1) != null) {
                return place(row.getLong(1), column) + " has no value; give it one, or set missing: drop"
                        + (number && i < choice.x().size() ? " or missing: mean" : "");
            }
            return row.getObject(2) == null
                    ? ""
                    : place(row.getLong(2), column) + " must be a finite number of 32 bits";
        });
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }

    /** For messages: file, row and column. */
    String place(long row, TableColumn column) {
        String rows = data.columns().query() != null
                ? " of the query"
                : data.columns().missing() == MissingValues.DROP ? " of those without missing values" : "";
        return session.file() + ", row " + row + rows + " (the first is 0), column " + Printable.of(column.name(), 100);
    }

    static String shown(String value) {
        return "'" + Printable.of(value, 60) + "'";
    }

    int count() throws IOException {
        return session.read("SELECT count(*) FROM kept", row -> {
            row.next();
            return Math.toIntExact(row.getLong(1));
        });
    }

    TableSession session() {
        return session;
    }

    ColumnChoice choice() {
        return choice;
    }

    /** How a column of x is encoded; one_hot for text that the spec does not name. */
    CategoryEncoding encoding(TableColumn column) {
        return data.columns().categories().getOrDefault(column.name(), CategoryEncoding.ONE_HOT);
    }

    boolean isCategory(TableColumn column) {
        return column.isText() || data.columns().categories().containsKey(column.name());
    }

    TableData data() {
        return data;
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
