package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.trainer.data.Rows;
import io.epochal.trainer.djl.layer.CounterRandom;
import java.util.List;
import java.util.SplittableRandom;

/** Rows on the device, channels last; handed out in slices. */
final class EpochRows implements AutoCloseable {
    private final NDManager manager;
    private final NDArray images;
    private final NDArray labels;
    private final int count;

    private EpochRows(NDManager manager, NDArray images, NDArray labels, int count) {
        this.manager = manager;
        this.images = images;
        this.labels = labels;
        this.count = count;
    }

    static EpochRows of(NDManager parent, Rows rows) {
        NDManager manager = parent.newSubManager();
        Shape shape = new Shape(rows.count(), rows.height(), rows.width(), 1);
        // Created from foreign memory, then copied: the buffer need not outlive this call.
        try (NDArray shared = manager.create(rows.images(), shape, DataType.FLOAT32)) {
            return new EpochRows(manager, shared.duplicate(), manager.create(rows.labels()), rows.count());
        }
    }

    /** All rows in an order that is a function of seed and epoch: one gather, so that batches are slices. */
    EpochRows shuffled(long seed, int epoch) {
        NDManager own = manager.newSubManager();
        try (NDArray order = own.create(order(count, seed, epoch))) {
            NDArray gathered = images.get(own, new NDIndex("{}", order));
            NDArray classes = labels.get(own, new NDIndex("{}", order));
            gathered.attach(own);
            classes.attach(own);
            return new EpochRows(own, gathered, classes, count);
        }
    }

    /** A permutation of 0 to count - 1, by Fisher and Yates. */
    static long[] order(int count, long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(CounterRandom.stream(seed, -2, epoch));
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    int count() {
        return count;
    }

    List<Integer> rowShape() {
        Shape shape = images.getShape();
        return List.of((int) shape.get(1), (int) shape.get(2), (int) shape.get(3));
    }

    NDArray images(NDManager batch, int from, int to) {
        NDArray slice = images.get(batch, new NDIndex().addSliceDim(from, to));
        slice.attach(batch);
        return slice;
    }

    NDArray labels(NDManager batch, int from, int to) {
        NDArray slice = labels.get(batch, new NDIndex().addSliceDim(from, to));
        slice.attach(batch);
        return slice;
    }

    @Override
    public void close() {
        manager.close();
    }
}
