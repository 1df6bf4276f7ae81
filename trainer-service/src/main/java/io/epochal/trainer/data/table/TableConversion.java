package io.epochal.trainer.data.table;

import io.epochal.protocol.data.CategoryEncoding;
import io.epochal.protocol.data.FittedColumn;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Nearest;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.FloatTable;
import io.epochal.trainer.data.rows.FloatTableWriter;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.TensorColumn;
import io.epochal.trainer.data.rows.TensorRows;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes numbers of the rows of a part, one after the other. */
final class TableConversion {
    private final TablePart part;
    private final Preprocessing fitted;
    private final List<Map<String, Integer>> vocabularies = new ArrayList<>();
    private final Map<String, Integer> classes;
    private final float[] x;
    private final float[] y;
    private final float[] weight = new float[1];
    private boolean whole = true;

    private TableConversion(TablePart part, Preprocessing fitted) {
        this.part = part;
        this.fitted = fitted;
        fitted.columns().forEach(column -> vocabularies.add(places(column.vocabulary())));
        this.classes = places(fitted.classes());
        this.x = new float[fitted.width()];
        this.y = new float[part.choice().y().size()];
    }

    private static Map<String, Integer> places(List<String> vocabulary) {
        Map<String, Integer> places = new HashMap<>();
        vocabulary.forEach(word -> places.put(word, places.size()));
        return places;
    }

    /** The first rows of a part, so many of them. */
    static TensorRows convert(TablePart part, Preprocessing fitted, int rows, DataSettings settings)
            throws IOException {
        return new TableConversion(part, fitted).convert(rows, settings);
    }

    private TensorRows convert(int rows, DataSettings settings) throws IOException {
        String file = part.session().file();
        try (FloatTableWriter inputs = new FloatTableWriter(file + ": x", rows, x.length, settings);
                FloatTableWriter targets = new FloatTableWriter(file + ": y", rows, y.length, settings);
                FloatTableWriter weights = new FloatTableWriter(file + ": sample_weight", rows, 1, settings)) {
            // Tables are read in the order in which they were written; the row's number checks it.
            String sql = "SELECT *, rowid FROM kept LIMIT " + rows;
            int last = part.choice().all().size() + 1;
            int count = part.session().read(sql, row -> {
                int done = 0;
                for (; row.next(); done++) {
                    if (row.getLong(last) != done) {
                        throw new IllegalStateException("DuckDB has changed the order of the rows");
                    }
                    convert(row, done);
                    inputs.write(x);
                    targets.write(y);
                    weights.write(weight);
                }
                return done;
            });
            if (count != rows) {
                throw new IOException(file + " has " + count + " rows, where " + rows + " were counted");
            }
            return rows(inputs.finish(), targets.finish(), part.choice().weight() == null ? null : weights.finish());
        }
    }

    private TensorRows rows(FloatTable inputs, FloatTable targets, @Nullable FloatTable weights) {
        String file = part.session().file();
        boolean indexes = fitted.columns().stream().allMatch(column -> column.encoding() == CategoryEncoding.INDEX);
        RowFormat input = new RowFormat("x", List.of(x.length), kind(indexes));
        List<TableColumn> named = part.choice().y();
        TensorColumn target = named.isEmpty()
                ? TensorColumn.none(targets.count())
                : new TensorColumn(
                        file + ", column " + named.get(0).name(),
                        new RowFormat(
                                named.get(0).name(),
                                named.size() == 1 ? List.of() : List.of(named.size()),
                                kind(whole)),
                        targets);
        TensorColumn weight = weights == null
                ? null
                : new TensorColumn(file, new RowFormat("sample_weight", List.of(), RowFormat.Kind.FLOAT32), weights);
        return TensorRows.of(List.of(new TensorColumn(file, input, inputs)), target, weight);
    }

    private static RowFormat.Kind kind(boolean whole) {
        return whole ? RowFormat.Kind.INT32 : RowFormat.Kind.FLOAT32;
    }

    private void convert(ResultSet row, int number) throws SQLException, IOException {
        Arrays.fill(x, 0);
        int at = 0;
        int column = 1;
        for (FittedColumn fit : fitted.columns()) {
            if (fit.encoding() == null) {
                x[at] = number(row, column, fit);
            } else {
                category(row.getString(column), fit, column - 1, number, at);
            }
            at += fit.width();
            column++;
        }
        for (int i = 0; i < y.length; i++, column++) {
            y[i] = classes.isEmpty() ? (float) row.getDouble(column) : classOf(row.getString(column), number);
            whole = whole && y[i] == Math.rint(y[i]);
        }
        weight[0] = 1;
        if (part.choice().weight() != null) {
            weight[0] = weightOf(row.getDouble(column), number);
        }
    }

    private static float number(ResultSet row, int column, FittedColumn fit) throws SQLException {
        double value = row.getDouble(column);
        if (row.wasNull() && fit.fill() != null) {
            value = fit.fill();
        }
        return (float) ((value - fit.mean()) / fit.deviation());
    }

    private void category(String word, FittedColumn fit, int column, int number, int at) throws IOException {
        Integer place = vocabularies.get(column).get(word);
        if (fit.encoding() == CategoryEncoding.INDEX) {
            if (place == null) {
                throw unknown(word, fit.vocabulary(), number, part.choice().x().get(column));
            }
            x[at] = place;
        } else if (place != null) {
            x[at + place] = 1;
        }
    }

    private float classOf(String word, int number) throws IOException {
        Integer place = classes.get(word);
        if (place == null) {
            throw unknown(word, fitted.classes(), number, part.choice().y().get(0));
        }
        return place;
    }

    private IOException unknown(String word, List<String> known, int number, TableColumn column) {
        return new IOException(part.place(number, column) + " is " + TableChecks.shown(word)
                + ", which no training row has" + Nearest.hint(word, known));
    }

    private float weightOf(double value, int number) throws IOException {
        if (value < 0) {
            throw new IOException(part.place(
                            number, part.choice().all().get(part.choice().all().size() - 1))
                    + " must be a weight of 0 or more; found " + value);
        }
        return (float) value;
    }
}
