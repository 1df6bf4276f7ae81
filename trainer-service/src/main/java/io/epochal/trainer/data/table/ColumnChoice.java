package io.epochal.trainer.data.table;

import io.epochal.protocol.data.FittedColumn;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.data.TableColumns;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which columns of a table are x, y and weights. In the table that is made of them they are c0, c1 and so on, in this order. */
record ColumnChoice(List<TableColumn> x, List<TableColumn> y, @Nullable TableColumn weight) {
    /**
     * Finds the columns that a spec names; where it does not name those of x, they are those that were fitted, or all others.
     *
     * @throws IOException for a column that is not there, or is neither number nor text
     */
    static ColumnChoice of(String file, List<TableColumn> columns, TableColumns spec, Preprocessing fitted)
            throws IOException {
        List<TableColumn> y = find(file, columns, spec.y());
        TableColumn weight = spec.sampleWeight() == null
                ? null
                : find(file, columns, List.of(spec.sampleWeight())).get(0);
        List<TableColumn> x;
        if (!fitted.columns().isEmpty()) {
            x = find(
                    file,
                    columns,
                    fitted.columns().stream().map(FittedColumn::name).toList());
        } else if (!spec.x().isEmpty()) {
            x = find(file, columns, spec.x());
        } else {
            x = columns.stream()
                    .filter(column -> !y.contains(column) && !column.equals(weight))
                    .toList();
        }
        if (x.isEmpty()) {
            throw new IOException(file + " has no column for x beside those of y and sample_weight");
        }
        find(file, x, List.copyOf(spec.categories().keySet()));
        ColumnChoice choice = new ColumnChoice(x, y, weight);
        choice.requireTypes(file);
        return choice;
    }

    private static List<TableColumn> find(String file, List<TableColumn> columns, List<String> names)
            throws IOException {
        List<TableColumn> found = new ArrayList<>();
        List<String> known = columns.stream().map(TableColumn::name).toList();
        for (String name : names) {
            Optional<TableColumn> column =
                    columns.stream().filter(one -> one.name().equals(name)).findFirst();
            found.add(column.orElseThrow(() -> new IOException(file + " has no column " + Printable.of(name, 100)
                    + Nearest.hint(name, known) + "; there are: " + Printable.of(String.join(", ", known), 500))));
        }
        return found;
    }

    private void requireTypes(String file) throws IOException {
        for (TableColumn column : all()) {
            if (!column.isNumber() && !column.isText()) {
                throw new IOException(
                        file + ", column " + column.name() + " must be numbers, truth values or text; it is "
                                + column.type() + ". Name the columns of x, or convert it in a query");
            }
        }
        if (weight != null && !weight.isNumber()) {
            throw new IOException(
                    file + ", column " + weight.name() + " must be numbers, the rows' weights; it is text");
        }
        if (y.size() > 1 && y.stream().anyMatch(TableColumn::isText)) {
            throw new IOException(
                    file + ": several columns of y must be numbers; only one alone may be text, of classes");
        }
    }

    /** In the order of c0, c1 and so on. */
    List<TableColumn> all() {
        List<TableColumn> all = new ArrayList<>(x);
        all.addAll(y);
        if (weight != null) {
            all.add(weight);
        }
        return all;
    }
}
