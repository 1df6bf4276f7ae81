package io.epochal.protocol.data;

import java.util.List;

/**
 * What was fitted to the training rows. It is stored with a run's checkpoints, so that rows that are read later become the same
 * numbers.
 *
 * @param columns of x of a table, in order; empty for other kinds of data
 * @param classes the names of the targets' classes, by class index; empty when the targets are numbers
 */
public record Preprocessing(List<FittedColumn> columns, List<String> classes) {
    public static final Preprocessing NONE = new Preprocessing(List.of(), List.of());

    /** How many numbers a row of a table becomes. */
    public int width() {
        return columns.stream().mapToInt(FittedColumn::width).sum();
    }
}
