package io.epochal.trainer.data.rows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Some rows of another source, as rows of their own.
 *
 * @param owner whether closing it closes the other one
 */
public record RowRange(RowSource all, int from, int to, boolean owner) implements RowSource {
    @Override
    public int count() {
        return to - from;
    }

    @Override
    public List<RowFormat> inputs() {
        return all.inputs();
    }

    @Override
    public RowFormat target() {
        return all.target();
    }

    @Override
    public boolean weighted() {
        return all.weighted();
    }

    @Override
    public RowBatch read(int[] rows) throws IOException {
        return all.read(moved(rows));
    }

    @Override
    public void prefetch(int[] order) {
        all.prefetch(moved(order));
    }

    private int[] moved(int[] rows) {
        return Arrays.stream(rows).map(row -> from + row).toArray();
    }

    /** Checks all rows of the other source. */
    @Override
    public void requireClasses(int classes) throws IOException {
        all.requireClasses(classes);
    }

    @Override
    public void requireClasses(int classes, int ignored) throws IOException {
        all.requireClasses(classes, ignored);
    }

    @Override
    public void close() throws IOException {
        if (owner) {
            all.close();
        }
    }
}
