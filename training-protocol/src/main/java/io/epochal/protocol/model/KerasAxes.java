package io.epochal.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Axes as Keras counts them: the batch is axis 0, and negative ones count from the end. */
public final class KerasAxes {
    private KerasAxes() {}

    /** One axis, or a list of them. */
    static List<Integer> read(LayerArguments arguments, String key, int fallback) {
        Object value = arguments.fields().raw(key);
        arguments.store(key, value == null ? (Object) fallback : value);
        return value == null ? List.of(fallback) : list(arguments, key, value);
    }

    private static List<Integer> list(LayerArguments arguments, String key, @Nullable Object value) {
        if (value instanceof Integer one) {
            return List.of(one);
        }
        if (value instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance)) {
            return list.stream().map(Integer.class::cast).toList();
        }
        throw arguments.wrong(key, "must be a whole number, or a list of them");
    }

    /**
     * The axis of a row, from 0, that Keras calls so.
     *
     * @throws ShapeException for the batch, and for one that is not there
     */
    public static int inRow(int axis, int rank) {
        int inBatch = axis < 0 ? axis + rank + 1 : axis;
        if (inBatch < 1 || inBatch > rank) {
            throw new ShapeException("has axis " + axis + ", which must be 1 to " + rank + ", or -1 to -" + rank
                    + ": axis 0 is the batch");
        }
        return inBatch - 1;
    }

    /** The sides along several axes, in the order of their numbers: Keras has -1 before 1. */
    static List<Integer> sides(List<Integer> axes, List<Integer> row) {
        return axes.stream()
                .sorted()
                .map(axis -> row.get(inRow(axis, row.size())))
                .toList();
    }

    /** The same of several, in ascending order. */
    public static List<Integer> inRow(List<Integer> axes, int rank) {
        List<Integer> rows =
                axes.stream().map(axis -> inRow(axis, rank)).distinct().sorted().toList();
        if (rows.size() != axes.size()) {
            throw new ShapeException("has the same axis twice: " + axes);
        }
        return rows;
    }
}
