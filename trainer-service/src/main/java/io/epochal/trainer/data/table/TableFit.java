package io.epochal.trainer.data.table;

import io.epochal.protocol.data.FittedColumn;
import io.epochal.protocol.data.MissingValues;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.data.TableColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the training rows alone say: vocabularies, means and deviations. */
final class TableFit {
    private static final int MOST_CATEGORIES = 100_000;
    /** As Keras 3.15, normalization.py: what a column is divided by at least. */
    private static final double LEAST_DEVIATION = 1e-7;

    private final TablePart part;
    private final int train;

    private TableFit(TablePart part, int train) {
        this.part = part;
        this.train = train;
    }

    /** @param train the first so many rows are the training rows */
    static Preprocessing of(TablePart part, int train) throws IOException {
        TableFit fit = new TableFit(part, train);
        List<FittedColumn> columns = new ArrayList<>();
        List<TableColumn> x = part.choice().x();
        for (int i = 0; i < x.size(); i++) {
            columns.add(part.isCategory(x.get(i)) ? fit.category(i, x.get(i)) : fit.number(i, x.get(i)));
        }
        List<TableColumn> y = part.choice().y();
        boolean classes = y.size() == 1 && y.get(0).isText();
        return new Preprocessing(columns, classes ? fit.vocabulary(x.size(), y.get(0)) : List.of());
    }

    private FittedColumn category(int i, TableColumn column) throws IOException {
        return new FittedColumn(column.name(), part.encoding(column), vocabulary(i, column), null, 0, 1);
    }

    /** Mean and deviation of the values that are there. */
    private FittedColumn number(int i, TableColumn column) throws IOException {
        TableColumns spec = part.data().columns();
        if (spec.missing() != MissingValues.MEAN && !spec.normalize()) {
            return FittedColumn.number(column.name());
        }
        return part.session()
                .read("SELECT avg(c" + i + "), stddev_pop(c" + i + ") FROM kept WHERE rowid < " + train, row -> {
                    row.next();
                    if (row.getObject(1) == null) {
                        throw new IOException(part.session().file() + ", column " + column.name()
                                + " has no value in the " + train + " training rows, so it has no mean");
                    }
                    double mean = row.getDouble(1);
                    return new FittedColumn(
                            column.name(),
                            null,
                            List.of(),
                            spec.missing() == MissingValues.MEAN ? mean : null,
                            spec.normalize() ? mean : 0,
                            spec.normalize() ? Math.max(row.getDouble(2), LEAST_DEVIATION) : 1);
                });
    }

    /** Sorted: by number when all are numbers, else as Python sorts texts. */
    private List<String> vocabulary(int i, TableColumn column) throws IOException {
        String distinct = "SELECT DISTINCT c" + i + " FROM kept WHERE rowid < " + train + " ORDER BY c" + i + " LIMIT "
                + (MOST_CATEGORIES + 1);
        List<String> vocabulary = part.session().read(distinct, rows -> {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        });
        if (vocabulary.size() > MOST_CATEGORIES) {
            throw new IOException(part.session().file() + ", column " + column.name() + " has more than "
                    + MOST_CATEGORIES + " categories; leave it out of x, or group them in a query");
        }
        if (vocabulary.stream().allMatch(word -> word.matches("-?\\d{1,15}(\\.\\d{1,15})?"))) {
            vocabulary.sort(Comparator.comparingDouble(Double::parseDouble));
        }
        return vocabulary;
    }
}
