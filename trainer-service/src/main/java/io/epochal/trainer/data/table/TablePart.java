package io.epochal.trainer.data.table;

import io.epochal.protocol.data.CategoryEncoding;
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
    private final TableSession session;
    private final TableData data;
    private final ColumnChoice choice;
    private final TableChecks checks;
    private final Set<String> texts;
    private final Set<String> numbers;

    private TablePart(TableSession session, TableData data, ColumnChoice choice, Preprocessing fitted) {
        this.texts = texts(data, fitted);
        this.numbers = numbers(data, fitted);
        this.session = session;
        this.data = data;
        this.choice = choice;
        this.checks = new TableChecks(session, data, choice);
    }

    static TablePart open(TableData data, InputFiles files, DataSettings settings, Preprocessing fitted)
            throws IOException {
        Path path = files.locate(data.path());
        TableSession session = TableSession.open(data.path().path(), path, settings);
        try {
            TableLoader loader = new TableLoader(session, texts(data, fitted));
            loader.load(data, path);
            ColumnChoice choice = ColumnChoice.of(session.file(), loader.columns(), data.columns(), fitted);
            TablePart part = new TablePart(session, data, choice, fitted);
            part.checks.requireOneKind(part.numbers, part.texts);
            part.keep();
            return part;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Columns that were numbers in the training rows. */
    private static Set<String> numbers(TableData data, Preprocessing fitted) {
        Set<String> numbers = new HashSet<>();
        fitted.columns().stream()
                .filter(column -> column.encoding() == null)
                .map(FittedColumn::name)
                .forEach(numbers::add);
        if (!fitted.columns().isEmpty()) {
            numbers.addAll(fitted.classes().isEmpty() ? data.columns().y() : List.of());
        }
        return numbers;
    }

    /** Columns of categories and classes, whatever their values look like. */
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

    /** Makes the table {@code kept} and checks it. */
    private void keep() throws IOException {
        List<TableColumn> columns = choice.all();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(value(columns.get(i), isNumber(i)) + " AS c" + i);
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
            checks.requireValues(i, isNumber(i));
        }
    }

    /** Numbers as doubles, where NaN is a missing one. */
    private static String value(TableColumn column, boolean number) {
        String c = TableSession.name(column.name());
        if (!number) {
            return "CAST(" + c + " AS VARCHAR)";
        }
        String value = "CAST(" + c + " AS DOUBLE)";
        return "CASE WHEN isnan(" + value + ") THEN NULL ELSE " + value + " END";
    }

    /** Whether the values of a column are numbers, and neither text nor categories. What the training rows had decides. */
    private boolean isNumber(int place) {
        TableColumn column = choice.all().get(place);
        if (numbers.contains(column.name())) {
            return true;
        }
        return column.isNumber() && !texts.contains(column.name());
    }

    /** For messages: file, row and column. */
    String place(long row, TableColumn column) {
        return checks.place(row, column);
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
