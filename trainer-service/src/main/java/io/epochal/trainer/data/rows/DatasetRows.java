package io.epochal.trainer.data.rows;

import io.epochal.protocol.data.Preprocessing;
import java.io.IOException;

/**
 * The rows of a run. All splits have the same formats.
 *
 * @param validation without rows when the run has none
 * @param test without rows when the run has none
 * @param preprocessing what was fitted to the training rows, for the run's checkpoints
 */
public record DatasetRows(RowSource train, RowSource validation, RowSource test, Preprocessing preprocessing)
        implements AutoCloseable {
    /** Checks the targets of all splits, as {@link RowSource#requireClasses}. */
    public void requireClasses(int classes) throws IOException {
        train.requireClasses(classes);
        validation.requireClasses(classes);
        test.requireClasses(classes);
    }

    @Override
    public void close() throws IOException {
        train.close();
        validation.close();
        test.close();
    }
}
