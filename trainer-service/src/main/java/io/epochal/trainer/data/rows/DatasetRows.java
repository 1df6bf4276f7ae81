package io.epochal.trainer.data.rows;

import io.epochal.protocol.data.Preprocessing;
import java.io.IOException;
import java.util.List;

/**
 * The rows of a run. All splits have the same formats.
 *
 * @param validation without rows when the run has none
 * @param test without rows when the run has none
 * @param preprocessing what was fitted to the training rows, for the run's checkpoints
 */
public record DatasetRows(RowSource train, RowSource validation, RowSource test, Preprocessing preprocessing)
        implements AutoCloseable {
    /** Checks the targets of all splits, as {@link RowSource#requireClasses(int)}. */
    public void requireClasses(int classes) throws IOException {
        for (RowSource split : List.of(train, validation, test)) {
            split.requireClasses(classes);
        }
    }

    /** The same, where one label counts nothing, as {@link RowSource#requireClasses(int, int)}. */
    public void requireClasses(int classes, int ignored) throws IOException {
        for (RowSource split : List.of(train, validation, test)) {
            split.requireClasses(classes, ignored);
        }
    }

    @Override
    public void close() throws IOException {
        train.close();
        validation.close();
        test.close();
    }
}
