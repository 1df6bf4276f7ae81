package io.epochal.trainer.data.rows;

import java.io.IOException;
import java.util.List;

/** The rows of one split. Any thread may read any rows in any order. */
public interface RowSource extends AutoCloseable {
    /** How many rows there are; 0 for a split that a run does not have. */
    int count();

    /** The model's inputs, in order. */
    List<RowFormat> inputs();

    /** {@link RowFormat#none} when the rows have no targets. */
    RowFormat target();

    /** Whether rows have weights. */
    boolean weighted();

    /**
     * Reads rows.
     *
     * @param rows numbers from 0 to count - 1, in the wanted order
     * @throws IOException that names the file, when a row cannot be read
     */
    RowBatch read(int[] rows) throws IOException;

    /** Says in which order rows will be read next, so that they can be made ready; it replaces what was said before. */
    default void prefetch(int[] order) {}

    /**
     * Checks the targets of a sparse loss: whole numbers from 0 to classes - 1.
     *
     * @throws IOException that names the first row whose label is another one
     */
    void requireClasses(int classes) throws IOException;

    /**
     * The same, where rows of one label count nothing in the loss, which may be any number. A source that cannot have such a label need
     * not know of it.
     */
    default void requireClasses(int classes, int ignored) throws IOException {
        requireClasses(classes);
    }

    /** Frees what this split has of its own. */
    @Override
    default void close() throws IOException {}
}
