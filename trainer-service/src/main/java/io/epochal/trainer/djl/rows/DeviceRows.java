package io.epochal.trainer.djl.rows;

import ai.djl.ndarray.NDManager;
import java.io.IOException;

/** The rows of one split, handed out in batches. Used by the engine's thread alone. */
public interface DeviceRows extends AutoCloseable {
    int count();

    /**
     * Begins to take the rows in another order.
     *
     * @param order each row's number once
     */
    void begin(int[] order) throws IOException;

    /** The rows at these places of the order; the scope owns what is made for them. */
    DeviceBatch batch(NDManager scope, int from, int to) throws IOException;

    @Override
    void close();
}
