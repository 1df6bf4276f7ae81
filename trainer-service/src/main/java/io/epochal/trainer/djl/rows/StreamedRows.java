package io.epochal.trainer.djl.rows;

import ai.djl.ndarray.NDManager;
import io.epochal.trainer.data.rows.RowSource;
import java.io.IOException;
import java.util.Arrays;

/** Rows that are read batch by batch, since all of them would take too much memory. */
final class StreamedRows implements DeviceRows {
    private final RowSource source;
    private int[] order;

    StreamedRows(RowSource source) {
        this.source = source;
        this.order = EpochOrder.unshuffled(source.count());
    }

    @Override
    public int count() {
        return source.count();
    }

    @Override
    public void begin(int[] rows) {
        order = rows;
        source.prefetch(rows);
    }

    @Override
    public DeviceBatch batch(NDManager scope, int from, int to) throws IOException {
        return DeviceTensors.of(scope, source.read(Arrays.copyOfRange(order, from, to)), source);
    }

    @Override
    public void close() {
        // The source belongs to the one who opened it.
    }
}
