package io.epochal.trainer.data.table;

import io.epochal.protocol.data.CsvData;
import io.epochal.protocol.data.MissingValues;
import io.epochal.protocol.data.TableData;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.util.Set;

/** Finds the first value of a table that is not as it should be; each failure names file, row and column. */
final class TableChecks {
    private static final String LARGEST = "3.4028234663852886e38";

    private final TableSession session;
    private final TableData data;
    private final ColumnChoice choice;

    TableChecks(TableSession session, TableData data, ColumnChoice choice) {
        this.session = session;
        this.data = data;
        this.choice = choice;
    }

    /** A column that was numbers in the training rows is so here; one of a CSV file is not numbers in some rows only. */
    void requireOneKind(Set<String> numbers, Set<String> texts) throws IOException {
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

    /**
     * Checks one column of the table {@code kept}.
     *
     * @param number whether its values are numbers, and neither text nor categories
     */
    void requireValues(int i, boolean number) throws IOException {
        TableColumn column = choice.all().get(i);
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
}
