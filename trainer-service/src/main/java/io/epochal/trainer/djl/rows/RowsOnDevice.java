package io.epochal.trainer.djl.rows;

import ai.djl.ndarray.NDManager;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowSource;
import java.io.IOException;

/** Chooses how rows come to the device. */
public final class RowsOnDevice {
    private RowsOnDevice() {}

    /** @param residentBytes a split that takes at most so much lies on the device as a whole */
    public static DeviceRows of(NDManager manager, RowSource source, long residentBytes) throws IOException {
        long width = source.target().width();
        for (RowFormat input : source.inputs()) {
            width += input.width();
        }
        boolean small = width * source.count() * Float.BYTES <= residentBytes;
        return small ? ResidentRows.load(manager, source) : new StreamedRows(source);
    }
}
