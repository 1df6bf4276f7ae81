package io.epochal.trainer.data.rows;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Which rows train and which validate: the limit is taken first, then the split. The last rows validate, as Keras 3.15,
 * data_adapter_utils.py, {@code train_validation_split}.
 *
 * @param used rows within the limit
 * @param train of them, the rest validates
 */
public record RowSplit(int used, int train) {
    /**
     * Splits so many rows.
     *
     * @param validationSplit 0 or more and less than 1; rows of their own for validation count as 0
     * @throws IOException when it leaves no row to train on, or none to validate on
     */
    public static RowSplit of(int rows, @Nullable Integer limit, double validationSplit) throws IOException {
        int used = limited(rows, limit);
        int train = (int) Math.floor(used * (1.0 - validationSplit));
        if (train == 0 || (validationSplit > 0 && train == used)) {
            throw new IOException("validation_split " + validationSplit + " leaves no row of " + used + " to "
                    + (train == 0 ? "train on" : "validate on"));
        }
        return new RowSplit(used, train);
    }

    /** The smaller of the two. */
    public static int limited(int rows, @Nullable Integer limit) {
        return limit == null ? rows : Math.min(limit, rows);
    }
}
