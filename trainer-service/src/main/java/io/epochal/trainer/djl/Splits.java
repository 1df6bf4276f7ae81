package io.epochal.trainer.djl;

import io.epochal.protocol.RunSpec;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.djl.rows.DeviceRows;
import io.epochal.trainer.djl.rows.EpochOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The rows of a run on the device. */
record Splits(
        RunSpec spec,
        DatasetRows rows,
        EpochSchedule schedule,
        DeviceRows train,
        DeviceRows validation,
        DeviceRows test) {
    /** The shape of one row's target. */
    List<Integer> target() {
        return rows.train().target().shape();
    }

    /** Lays out the training rows for that pass over them. */
    void begin(int pass) throws IOException {
        int count = train.count();
        train.begin(spec.shuffle() ? EpochOrder.shuffled(count, spec.seed(), pass) : EpochOrder.unshuffled(count));
    }

    void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
