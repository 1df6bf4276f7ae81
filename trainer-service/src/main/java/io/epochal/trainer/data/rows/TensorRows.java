package io.epochal.trainer.data.rows;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows {@code from} to {@code to} of tables of floats, one table for each input, for the targets and for the weights. */
public final class TensorRows implements RowSource {
    private final List<TensorColumn> inputs;
    private final TensorColumn target;
    private final @Nullable TensorColumn weights;
    private final int from;
    private final int to;

    private TensorRows(
            List<TensorColumn> inputs, TensorColumn target, @Nullable TensorColumn weights, int from, int to) {
        this.inputs = List.copyOf(inputs);
        this.target = target;
        this.weights = weights;
        this.from = from;
        this.to = to;
    }

    /** All rows of tables that have equally many. */
    public static TensorRows of(List<TensorColumn> inputs, TensorColumn target, @Nullable TensorColumn weights) {
        return new TensorRows(inputs, target, weights, 0, target.values().count());
    }

    /** Rows of this, from {@code first} to before {@code end}. */
    public TensorRows slice(int first, int end) {
        return new TensorRows(inputs, target, weights, from + first, from + end);
    }

    @Override
    public int count() {
        return to - from;
    }

    @Override
    public List<RowFormat> inputs() {
        return inputs.stream().map(TensorColumn::format).toList();
    }

    @Override
    public RowFormat target() {
        return target.format();
    }

    @Override
    public boolean weighted() {
        return weights != null;
    }

    @Override
    public RowBatch read(int[] rows) {
        for (int row : rows) {
            if (row < 0 || row >= count()) {
                throw new IndexOutOfBoundsException("row " + row + " of " + count());
            }
        }
        List<HostTensor> tensors =
                inputs.stream().map(input -> input.gather(from, rows)).toList();
        return new RowBatch(
                tensors,
                target.gather(from, rows),
                weights == null ? null : weights.values().gather(from, rows));
    }

    @Override
    public void requireClasses(int classes) throws IOException {
        requireClasses(classes, 0);
    }

    @Override
    public void requireClasses(int classes, int ignored) throws IOException {
        int width = target.format().width();
        float[] labels = new float[width];
        for (int row = from; row < to; row++) {
            target.values().copy(row, labels, 0);
            int wrong = IntStream.range(0, width)
                    .filter(i -> labels[i] != ignored && !isClass(labels[i], classes))
                    .findFirst()
                    .orElse(-1);
            if (wrong >= 0) {
                throw new IOException(target.origin() + ", row " + row + " has label " + text(labels[wrong])
                        + "; labels must be whole numbers from 0 to " + (classes - 1) + ", since the last layer has "
                        + classes + " units");
            }
        }
    }

    private static boolean isClass(float label, int classes) {
        return label >= 0 && label < classes && label == Math.rint(label);
    }

    private static String text(float label) {
        return label == Math.rint(label) && Math.abs(label) < 1e9 ? Long.toString((long) label) : Float.toString(label);
    }
}
