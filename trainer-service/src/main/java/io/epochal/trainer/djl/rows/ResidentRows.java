package io.epochal.trainer.djl.rows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that all lie on the device: an epoch is one gather, and its batches are slices. */
final class ResidentRows implements DeviceRows {
    private final NDManager manager;
    private final DeviceBatch all;
    private @Nullable NDManager gathered;
    private DeviceBatch current;

    private ResidentRows(NDManager manager, DeviceBatch all) {
        this.manager = manager;
        this.all = all;
        this.current = all;
    }

    static ResidentRows load(NDManager parent, RowSource source) throws IOException {
        NDManager manager = parent.newSubManager();
        RowBatch rows = source.read(EpochOrder.unshuffled(source.count()));
        return new ResidentRows(manager, DeviceTensors.of(manager, rows, source));
    }

    @Override
    public int count() {
        return all.size();
    }

    @Override
    public void begin(int[] order) {
        release();
        if (isUnchanged(order)) {
            current = all;
            return;
        }
        NDManager own = manager.newSubManager();
        long[] rows = Arrays.stream(order).asLongStream().toArray();
        try (NDArray index = own.create(rows)) {
            List<NDArray> inputs = new ArrayList<>();
            all.inputs().forEach(input -> inputs.add(gather(own, input, index)));
            NDArray weights = all.weights();
            current = new DeviceBatch(
                    inputs,
                    gather(own, all.target(), index),
                    weights == null ? null : gather(own, weights, index),
                    order.length);
        }
        gathered = own;
    }

    private static boolean isUnchanged(int[] order) {
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return false;
            }
        }
        return true;
    }

    private static NDArray gather(NDManager own, NDArray from, NDArray index) {
        NDArray rows = from.get(own, new NDIndex("{}", index));
        rows.attach(own);
        return rows;
    }

    @Override
    public DeviceBatch batch(NDManager scope, int from, int to) {
        List<NDArray> inputs = new ArrayList<>();
        current.inputs().forEach(input -> inputs.add(slice(scope, input, from, to)));
        NDArray weights = current.weights();
        return new DeviceBatch(
                inputs,
                slice(scope, current.target(), from, to),
                weights == null ? null : slice(scope, weights, from, to),
                to - from);
    }

    private static NDArray slice(NDManager scope, NDArray from, int first, int end) {
        NDArray slice = from.get(scope, new NDIndex().addSliceDim(first, end));
        slice.attach(scope);
        return slice;
    }

    private void release() {
        if (gathered != null) {
            gathered.close();
            gathered = null;
        }
    }

    @Override
    public void close() {
        release();
        manager.close();
    }
}
